import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LedgerBuilder, testLedgerKey } from './ledger.builder.js';
import { type Head, headText, type LedgerLine, newSeal } from './ledger-entries.js';
import { signedByOneOf } from './ledger-key.js';
import type { Finding } from './ledger-findings.decision.js';
import { LedgerCheck, type LedgerReport } from './verify-ledger.decision.js';

const isSigned = signedByOneOf([testLedgerKey().publicKey]);

function check(lines: readonly unknown[], published: readonly Head[] = []): LedgerReport {
  const ledger = new LedgerCheck({ isSigned, published });
  for (const line of lines) ledger.take(line);
  return ledger.end();
}

/** Three days with what happens to records: told, erased before and after their seal, stripped twice, still pending. */
const aLedger = (): LedgerBuilder =>
  new LedgerBuilder()
    .tell('a')
    .tell('b', { order: '8812' })
    .tell('c')
    .erase('c')
    .seal('2026-07-01')
    .tell('d')
    .erase('a')
    .strip('b', { kept: 'by law' })
    .seal('2026-07-01')
    .head('2026-07-01')
    .head('2026-07-02')
    .strip('b')
    .tell('e')
    .seal('2026-07-03')
    .head('2026-07-03')
    .tell('f')
    .tell('g');

const anExport = (): LedgerLine[] => aLedger().export('2026-07-04');

describe('an export that nobody touched', () => {
  test('verifies, with everything erased told of', () => {
    expect(check(anExport())).toEqual({
      service: 'consent',
      findings: [],
      seals: 3,
      records: 7,
      erased: 3,
      pending: 2,
      heads: 3,
      at: '2026-07-04T12:00:00.000Z',
    });
  });

  test('verifies before there is any seal', () => {
    expect(check(new LedgerBuilder().export('2026-07-04')).findings).toEqual([]);
    expect(check(new LedgerBuilder().tell('a').export('2026-07-04')).findings).toEqual([]);
  });

  test('holds what was published before', () => {
    const ledger = aLedger();
    expect(check(ledger.export('2026-07-04'), ledger.heads).findings).toEqual([]);
  });
});

describe('what was done to an export is found, and named', () => {
  test.each<[string, (lines: Mutable[]) => Mutable[], Partial<Finding>]>([
    [
      'a record changed',
      on('record', 'd', (line) => (line.record.at = 'y')),
      { problem: 'record-changed', record: 'd', seal: 2, leaf: 0 },
    ],
    [
      'a salt changed',
      on(
        'record',
        'd',
        (line) => (line.salt = `${line.salt.startsWith('B') ? 'C' : 'B'}${line.salt.slice(1)}`),
      ),
      { problem: 'record-changed', record: 'd' },
    ],
    ['a record removed', without('record', 'd'), { problem: 'record-removed', seal: 2, leaf: 0 }],
    [
      'a record added',
      (lines) => lines.toSpliced(2, 0, { ...lines[2], leaf: 99 }),
      { problem: 'record-added', seal: 1, leaf: 99 },
    ],
    [
      'a record twice',
      (lines) => lines.toSpliced(2, 0, lines[2]),
      { problem: 'record-out-of-order', seal: 1 },
    ],
    ['the note of an erasure removed', without('record', /^noted/), { problem: 'record-removed', seal: 1 }],
    ['a seal removed', without('seal', 2), { problem: 'seal-missing', seal: 2 }],
    ['two seals swapped', swapped('seal', 2, 3), { problem: 'seal-out-of-order', seal: 2 }],
    [
      'a leaf changed',
      on('seal', 2, (line) => (line.leaves[0] = line.leaves[1])),
      { problem: 'leaves-changed', seal: 2 },
    ],
    [
      'the moment of a seal changed',
      on('seal', 2, (line) => (line.at = '2026-07-01T11:00:00.000Z')),
      { problem: 'seal-changed', seal: 2 },
    ],
    [
      'the link of a seal changed',
      on('seal', 2, (line) => (line.previous = line.root)),
      { problem: 'seal-not-chained', seal: 2 },
    ],
    [
      'the signature of a seal taken from another',
      on('seal', 2, (line, all) => (line.signature = all[1].signature)),
      { problem: 'signature-wrong', seal: 2 },
    ],
    [
      'the signature of a head taken from another',
      on('head', '2026-07-02', (line, all) => (line.signature = all[1].signature)),
      { problem: 'signature-wrong', day: '2026-07-02' },
    ],
    [
      'the head of a day removed',
      without('head', '2026-07-02'),
      { problem: 'day-missing', day: '2026-07-02' },
    ],
    ['the last head removed', without('head', '2026-07-03'), { problem: 'day-missing', day: '2026-07-03' }],
    [
      'a head changed',
      on('head', '2026-07-02', (line) => (line.total = 1)),
      { problem: 'head-changed', day: '2026-07-02' },
    ],
    [
      'what waits for its seal changed',
      on('pending', 'f', (line) => (line.record.at = 'y')),
      { problem: 'record-added', record: 'f' },
    ],
    ['what waits for its seal removed', without('pending', 'f'), { problem: 'record-removed' }],
    ['the tail cut after a seal', (lines) => lines.slice(0, 5), { problem: 'cut-off', seal: 2 }],
    [
      'the last seal with its records cut out',
      (lines) => lines.filter(({ kind, seal }) => seal !== 3 || kind === 'head'),
      { problem: 'cut-off', seal: 3 },
    ],
    [
      'the line of another service',
      on('seal', 2, (line) => (line.service = 'retention')),
      { problem: 'other-service' },
    ],
    ['a seal twice', doubled('seal', 2), { problem: 'seal-out-of-order', seal: 2 }],
    [
      'a seal put in between that another key signed',
      (lines) =>
        lines.toSpliced(
          lines.findIndex(({ seal }) => seal === 2),
          0,
          strangersSeal(lines),
        ),
      { problem: 'signature-wrong', seal: 2 },
    ],
    ['a head twice', doubled('head', '2026-07-02'), { problem: 'line-out-of-order', day: '2026-07-02' }],
    ['two heads swapped', swapped('head', '2026-07-01', '2026-07-02'), { problem: 'head-not-chained' }],
    [
      'a head signed by another key',
      on('head', '2026-07-03', (line) => Object.assign(line, testLedgerKey(8).sign(headText(line)))),
      { problem: 'signature-wrong', day: '2026-07-03' },
    ],
    [
      'a note invented for a record that was taken out',
      (lines) => {
        const [taken] = lines.splice(
          lines.findIndex((line) => isIt(line, 'record', 'd')),
          1,
        );
        const { leaves } = lines.find((line) => isIt(line, 'seal', taken.seal));
        const record = { _id: 'noted/x', type: 'ledger.erased', leaves: [leaves[taken.leaf]] };
        return lines.toSpliced(-1, 0, { kind: 'pending', salt: taken.salt, record });
      },
      { problem: 'record-added', record: 'noted/x' },
    ],
    ['something after the end', (lines) => [...lines, lines[2]], { problem: 'line-out-of-order' }],
    ['a line that is none', (lines) => [...lines, { kind: 'remark' }], { problem: 'unreadable-line' }],
  ])('%s', (_, change, finding) => {
    const changed = change(structuredClone(anExport()));
    expect(check(changed).findings).toContainEqual(expect.objectContaining(finding));
  });

  test('any single change to any history is found, and an untouched one verifies', () => {
    const acts = fc.array(fc.tuple(fc.constantFrom('tell', 'erase', 'strip', 'seal'), fc.nat()), {
      minLength: 3,
      maxLength: 14,
    });
    fc.assert(
      fc.property(
        acts,
        fc.nat(),
        fc.nat(),
        fc.constantFrom(...mutations),
        (history, place, other, mutate) => {
          const lines = aHistory(history).export('2026-07-01');
          expect(check(lines).findings).toEqual([]);
          const mutated = structuredClone(lines) as unknown as Mutable[];
          mutate(mutated, place, other);
          fc.pre(JSON.stringify(mutated) !== JSON.stringify(lines));
          expect(check(mutated).findings).not.toEqual([]);
        },
      ),
    );
  });

  test('any single change, removal, addition or swap is found', () => {
    const lines = anExport();
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.constantFrom(...mutations), (place, other, mutate) => {
        const mutated = structuredClone(lines) as unknown as Mutable[];
        mutate(mutated, place, other);
        fc.pre(JSON.stringify(mutated) !== JSON.stringify(lines));
        expect(check(mutated).findings).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('one character changed anywhere in the text is found', () => {
    const lines = anExport().map((line) => JSON.stringify(line));
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.nat(),
        fc.constantFrom('A', 'g', '0', '"', '{'),
        (index, at, sign) => {
          const text = lines[index]!;
          const place = at % text.length;
          const changed = text.slice(0, place) + sign + text.slice(place + 1);
          fc.pre(changed !== text);
          expect(check(lines.with(index, changed).map(read)).findings).not.toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a key of somebody else signs nothing', () => {
    const findings = check(
      new LedgerBuilder(testLedgerKey(8)).tell('a').seal('2026-07-03').export('2026-07-04'),
    ).findings;
    expect(findings.map(({ problem }) => problem)).toEqual(['signature-wrong', 'signature-wrong']);
  });
});

describe('an export that is whole, and not the one that was asked for', () => {
  test('is of another service, under the same key', () => {
    const others = new LedgerBuilder(testLedgerKey(), 'retention').tell('a').seal('2026-07-01');
    const asked = new LedgerCheck({ isSigned, service: 'consent' });
    for (const line of others.export('2026-07-01')) asked.take(line);
    expect(asked.end().findings).toContainEqual({ problem: 'other-service', line: 1 });
    expect(check(others.head('2026-07-01').export('2026-07-02'), aLedger().heads).findings).toContainEqual({
      problem: 'head-differs',
      day: '2026-07-01',
    });
  });

  test('is an older one, or one cut back to an earlier head: a head kept since tells, and nothing else does', () => {
    const ledger = aLedger();
    const older = new LedgerBuilder().tell('a').seal('2026-07-01').head('2026-07-01');
    const early = structuredClone(older.export('2026-07-02'));
    older.tell('b').seal('2026-07-02').head('2026-07-02');
    expect(check(early).findings).toEqual([]);
    expect(check(early, older.heads).findings).toEqual([{ problem: 'day-missing', day: '2026-07-02' }]);
    expect(check(older.export('2026-07-03'), ledger.heads).findings).not.toEqual([]);
  });
});

describe('what was done to the database before the export', () => {
  test('a ledger that was set back misses the head that was published', () => {
    const published = aLedger().heads;
    const earlier = aLedgerUpTo('2026-07-02');
    expect(check(earlier, published).findings).toContainEqual({ problem: 'head-differs', day: '2026-07-01' });
  });

  test('a sealer that stood still for days leaves them without a head', () => {
    const lines = new LedgerBuilder().tell('a').seal('2026-07-01').head('2026-07-01').export('2026-07-05');
    expect(check(lines).findings).toEqual([
      { problem: 'day-missing', day: '2026-07-02' },
      { problem: 'day-missing', day: '2026-07-03' },
    ]);
  });

  test('what was noted as erased and is back is found', () => {
    const ledger = new LedgerBuilder().tell('a').seal('2026-07-01');
    const kept = ledger.export('2026-07-01')[2];
    const lines = ledger.erase('a').seal('2026-07-01').export('2026-07-01');
    const back = [...lines.slice(0, 2), kept, ...lines.slice(2)];
    expect(check(back).findings).toEqual([
      { problem: 'erased-still-there', commitment: (lines[1] as unknown as { leaves: string[] }).leaves[0] },
    ]);
  });

  test('what is said to be left of a record, and is not, is a removal', () => {
    const lines = new LedgerBuilder().tell('a').seal('2026-07-01').strip('a').erase('a').seal('2026-07-01');
    const whole = lines.export('2026-07-01');
    expect(check(whole).findings).toEqual([]);
    const partly = new LedgerBuilder().tell('a').seal('2026-07-01').strip('a');
    const unfinished = partly
      .export('2026-07-01')
      .filter((line) => line.kind !== 'pending' || line.record['_id'] !== 'a');
    expect(check(unfinished).findings).toContainEqual(
      expect.objectContaining({ problem: 'record-removed', seal: 1, leaf: 0 }),
    );
  });
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- broken on purpose
type Mutable = any;

const named = (line: Mutable): unknown => line.record?._id ?? (line.kind === 'head' ? line.day : line.seal);
const matches = (name: unknown, wanted: unknown): boolean =>
  wanted instanceof RegExp ? wanted.test(String(name)) : name === wanted;
const isIt = (line: Mutable, kind: string, name: unknown): boolean =>
  line.kind === kind && matches(named(line), name);

function on(kind: string, name: unknown, change: (line: Mutable, sameKind: Mutable[]) => void) {
  return (lines: Mutable[]): Mutable[] => {
    change(
      lines.find((line) => isIt(line, kind, name)),
      [undefined, ...lines.filter((line) => line.kind === kind)],
    );
    return lines;
  };
}

function without(kind: string, name: unknown) {
  return (lines: Mutable[]): Mutable[] => {
    const index = lines.findIndex((line) => isIt(line, kind, name));
    return lines.toSpliced(index, 1);
  };
}

function doubled(kind: string, name: unknown) {
  return (lines: Mutable[]): Mutable[] => {
    const at = lines.findIndex((line) => isIt(line, kind, name));
    return lines.toSpliced(at, 0, lines[at]);
  };
}

/** In itself right: it follows from the seal before it. */
function strangersSeal(lines: Mutable[]): Mutable {
  const first = lines.find((line) => isIt(line, 'seal', 1));
  const content = { service: 'consent', at: '2026-07-01T10:00:00.000Z', day: '2026-07-01' };
  return { kind: 'seal', ...newSeal(first, content, [], testLedgerKey(8)) };
}

type Act = readonly ['tell' | 'erase' | 'strip' | 'seal', number];

function aHistory(acts: readonly Act[]): LedgerBuilder {
  const ledger = new LedgerBuilder();
  const living: string[] = [];
  acts.forEach(([act, which], index) => {
    const id = living[which % living.length];
    if (act === 'seal') ledger.seal('2026-07-01');
    else if (act === 'tell' || id === undefined) {
      living.push(`r-${index}`);
      ledger.tell(`r-${index}`, { order: '8812' });
    } else if (act === 'strip') ledger.strip(id, { kept: String(index) });
    else {
      living.splice(living.indexOf(id), 1);
      ledger.erase(id);
    }
  });
  return ledger;
}

function swapped(kind: string, one: unknown, other: unknown) {
  return (lines: Mutable[]): Mutable[] => {
    const at = (name: unknown): number => lines.findIndex((line) => isIt(line, kind, name));
    return lines.with(at(one), lines[at(other)]).with(at(other), lines[at(one)]);
  };
}

const mutations: readonly ((lines: Mutable[], place: number, other: number) => void)[] = [
  (lines, place) => lines.splice(place % lines.length, 1),
  (lines, place, other) => lines.splice(place % lines.length, 0, lines[other % lines.length]),
  (lines, place) => lines.splice(place % lines.length),
  (lines, place, other) => {
    const [one, two] = [place % lines.length, other % lines.length];
    [lines[one], lines[two]] = [lines[two], lines[one]];
  },
  (lines, place, other) => {
    const line = lines[place % lines.length];
    const keys = Object.keys(line);
    const key = keys[other % keys.length]!;
    line[key] = changedValue(line[key], other);
  },
  (lines, place, other) => {
    const line = lines[place % lines.length];
    const keys = Object.keys(line);
    delete line[keys[other % keys.length]!];
  },
  (lines, place) => {
    lines[place % lines.length].remark = 'x';
  },
];

function changedValue(value: Mutable, at: number): Mutable {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') {
    const place = at % (value.length + 1);
    return `${value.slice(0, place)}A${value.slice(place + 1)}`;
  }
  if (Array.isArray(value)) return value.length === 0 ? ['x'] : value.toSpliced(at % value.length, 1);
  const keys = Object.keys(value);
  const key = keys[at % keys.length]!;
  return { ...value, [key]: typeof value[key] === 'object' ? {} : changedValue(value[key], at) };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const aLedgerUpTo = (day: string): LedgerLine[] =>
  new LedgerBuilder().tell('z').seal('2026-07-01').head('2026-07-01').export(day);
