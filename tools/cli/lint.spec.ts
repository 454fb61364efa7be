import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { decide, type KnownFacts, parsePolicy } from '#policy';
import { publicKeyOf } from './officer-keys.js';
import { runCli } from './run-cli.js';

const seed = 'policies/midare/2018-05-25';
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seloste-lint-'));
  await mkdir(join(folder, 'company', '2018-05-25'), { recursive: true });
  await cp(seed, join(folder, 'company', '2018-05-25'), { recursive: true });
  file = join(folder, 'company', '2018-05-25', 'policy.yaml');
});
afterEach(() => rm(folder, { recursive: true }));

interface Listed {
  readonly rule: string;
  readonly element: string;
  readonly article: string;
  readonly severity: string;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}
interface Versions {
  readonly on: string;
  readonly versions: {
    readonly version?: string;
    readonly open: Listed[];
    readonly accepted: { readonly finding: Listed }[];
    readonly blocking: Listed[];
  }[];
}

async function seloste(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCli(args, { env: {}, out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

const linted = async (...args: string[]): Promise<Versions['versions'][number]> => {
  const { out } = await seloste('lint', file, '--on', '2026-11-23', '--format', 'json', ...args);
  const [version] = (JSON.parse(out) as Versions).versions;
  if (version === undefined) throw new Error('nothing was linted');
  return version;
};

async function change(from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

async function edit(by: (text: string) => string): Promise<void> {
  const path = join(folder, 'company', '2018-05-25', 'accepted.yaml');
  const text = await readFile(path, 'utf8');
  expect(by(text)).not.toBe(text);
  await writeFile(path, by(text));
}

describe('scope.law: seloste lint', () => {
  it('finds what the notice breaks, each with article, place and element, and exits with 1', async () => {
    const { code, out, err } = await seloste('lint', seed, '--on', '2026-11-23', '--format', 'json');
    const [version] = (JSON.parse(out) as Versions).versions;
    expect([code, err]).toEqual([1, 'seloste: the policy has 9 errors, 2 conflicts, 0 warnings\n']);
    expect(version?.version).toBe('midare/2018-05-25');
    expect(version?.open.find(({ rule }) => rule === 'transfer.mechanism-void')).toMatchObject({
      element: 'recipient.software-vendor',
      article: expect.stringContaining('C-311/18'),
      severity: 'error',
      place: { file: `${seed}/policy.yaml`, line: expect.any(Number), column: expect.any(Number) },
    });
  });

  it('tells a person where, why and how to mend it', async () => {
    const { out } = await seloste('lint', file, '--on', '2026-11-23');
    expect(out).toMatch(
      /policy\.yaml:\d+:\d+ \/notice\/acceptance\n {2}error: notice\.accepted-by-use at notice\.document \(GDPR Art\. 4\(11\)/,
    );
    expect(out).toMatch(/\n {2}why: {2}.+\n {2}mend: .+\n {2}says: /);
    expect(out).toMatch(/: 9 errors, 2 conflicts, \d+ warnings\n$/);
  });

  it('tells of a key nobody knows, with its line and what was meant', async () => {
    await change('maxStaleness: PT5S', 'maxStalenes: PT5S');
    const { open } = await linted();
    expect(open).toEqual([
      expect.objectContaining({
        rule: 'file.unusable',
        why: 'unknown key "maxStalenes"',
        mend: 'Did you mean "maxStaleness"?',
        place: expect.objectContaining({ line: 9, column: 1 }),
      }),
    ]);
  });

  it('tells of statements that nothing carries, and of those the notice does not make', async () => {
    await change(
      'statements: [newsletter.monthly, newsletter.subscribe, newsletter.cancel]\n    basis: consent',
      'statements: [newsletter.weekly]\n    basis: consent',
    );
    await change(
      'statements: [newsletter.monthly, newsletter.subscribe, newsletter.cancel]',
      'statements: [newsletter.monthly, newsletter.subscribe]',
    );
    const { open } = await linted();
    const gaps = open.filter(({ rule }) => rule.startsWith('statement.'));
    expect(gaps).toEqual([
      expect.objectContaining({ rule: 'statement.uncarried', statements: ['newsletter.cancel'] }),
      expect.objectContaining({ rule: 'statement.unknown', element: 'purpose.newsletter' }),
    ]);
  });

  it('is read by code scanning: SARIF with rules, places and levels', async () => {
    const { out, code } = await seloste('lint', file, '--on', '2026-11-23', '--format', 'sarif');
    const log = JSON.parse(out) as {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          message: { text: string };
          locations: object[];
        }[];
      }[];
    };
    const [run] = log.runs;
    expect([code, log.version]).toEqual([1, '2.1.0']);
    expect(run?.results.length).toBeGreaterThan(30);
    for (const { ruleId, ruleIndex, level, message, locations } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(['error', 'warning']).toContain(level);
      expect(message.text).not.toBe('');
      expect(locations).toEqual([
        expect.objectContaining({
          physicalLocation: {
            artifactLocation: { uri: expect.stringMatching(/policy\.yaml$/) },
            region: { startLine: expect.any(Number), startColumn: expect.any(Number) },
          },
        }),
      ]);
    }
  });

  it.each([
    [2, ['lint']],
    [2, ['lint', 'nowhere.yaml']],
    [2, ['lint', 'docs']],
    [2, ['lint', seed, '--on', '2026-02-30']],
    [2, ['lint', seed, '--format', 'xml']],
    [2, ['lint', seed, '--fail-on', 'info']],
    [0, ['lint', '--help']],
    [2, ['accept', seed]],
    [0, ['accept', '--help']],
  ])('gives %i for %j', async (expected, args) => {
    const { code, err } = await seloste(...args);
    expect(code).toBe(expected);
    if (code > 0) expect(err).not.toBe('');
  });
});

describe('scope.law: seloste accept', () => {
  const officer = 'officer-1';
  const reason = 'The vendor is replaced before the next release.';
  let key: KeyObject;

  beforeEach(async () => {
    key = generateKeyPairSync('ed25519').privateKey;
    await writeFile(join(folder, 'officer.pem'), key.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(
      join(folder, 'company', 'officers.yaml'),
      stringify([{ id: officer, name: 'Aino Esimerkki', publicKey: publicKeyOf(key) }]),
    );
  });

  const accept = (more: Record<string, string> = {}): ReturnType<typeof seloste> => {
    const options = {
      rule: 'transfer.mechanism-void',
      element: 'recipient.software-vendor',
      reason,
      expires: '2027-03-31',
      by: officer,
      key: join(folder, 'officer.pem'),
      on: '2026-11-23',
      ...more,
    };
    return seloste(
      'accept',
      file,
      ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    );
  };

  it('takes a finding out of what stops a publish, up to its last day', async () => {
    const before = await linted();
    expect((await accept()).code).toBe(0);
    const after = await linted();
    expect(after.accepted.map(({ finding }) => finding.rule)).toEqual(['transfer.mechanism-void']);
    expect(after.blocking).toHaveLength(before.blocking.length - 1);
    const lastDay = await linted('--on', '2027-03-31');
    expect(lastDay.accepted).toHaveLength(1);
    const dayAfter = await linted('--on', '2027-04-01');
    expect(dayAfter.accepted).toEqual([]);
    expect(dayAfter.open.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['acceptance.expired', 'transfer.mechanism-void']),
    );
    expect((await seloste('lint', file, '--on', '2026-11-23')).out).toContain(
      `by ${officer} up to 2027-03-31: ${reason}`,
    );
  });

  it('of a version to come, an acceptance must reach its first day', async () => {
    await change('validFrom: 2018-05-25', 'validFrom: 2027-01-01');
    expect(await accept({ expires: '2026-12-31' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('--expires 2026-12-31 is past on 2027-01-01'),
    });
    expect((await accept({ expires: '2027-01-01' })).code).toBe(0);
  });

  it('accepting again renews the entry; another finding gets its own', async () => {
    await accept({ expires: '2026-12-31' });
    await accept();
    await accept({ rule: 'notice.no-authority', element: 'notice.document' });
    expect((await linted()).accepted).toHaveLength(2);
    expect((await linted('--on', '2027-01-15')).accepted).toHaveLength(2);
  });

  it.each([
    ['acceptance.changed', 'the element has changed', () => change('DPA-2018-05', 'DPA-2018-99')],
    [
      'acceptance.changed',
      'the mechanism it rests on has changed',
      () => change('validTo: 2020-07-15', 'validTo: 2020-07-14'),
    ],
    [
      'acceptance.unused',
      'the finding is gone',
      () => change('mechanism: privacy-shield, certifiedFrom', 'mechanism: eu-us-dpf, certifiedFrom'),
    ],
    [
      'acceptance.unsigned',
      'the signature is taken out',
      () => edit((text) => text.replace(/\n +signature:.*(\n {4}.*)*/, '')),
    ],
    [
      'acceptance.forged',
      'the last day is moved',
      () => edit((text) => text.replace('2027-03-31', '2029-03-31')),
    ],
    [
      'acceptance.forged',
      'the reason is another',
      () => edit((text) => text.replace('next release', 'last release')),
    ],
    [
      'acceptance.forged',
      'the officer has left',
      () => writeFile(join(folder, 'company', 'officers.yaml'), '[]\n'),
    ],
  ])('%s: an acceptance does not count when %s', async (rule, _when, happen) => {
    await accept();
    await happen();
    const { accepted, open } = await linted();
    expect(accepted).toEqual([]);
    expect(open).toContainEqual(expect.objectContaining({ rule, element: 'recipient.software-vendor' }));
  });

  it('an acceptance of one version is none of another', async () => {
    await accept();
    await change('validFrom: 2018-05-25', 'validFrom: 2019-05-25');
    expect((await linted()).open).toContainEqual(expect.objectContaining({ rule: 'acceptance.forged' }));
  });

  it('transfer.us: accepted or not, the transfer under Privacy Shield stays denied', async () => {
    await accept();
    expect((await linted()).accepted).toHaveLength(1);
    const decision = decide(parsePolicy(await readFile(file, 'utf8'), file), question, facts);
    expect(decision).toMatchObject({
      allowed: false,
      because: [{ element: 'mechanism.privacy-shield', reason: 'transfer-mechanism-not-valid' }],
    });
  });

  it.each([
    [1, 'names no Onni', { by: 'Onni' }],
    [1, 'finds no notice.undated at right.erase', { rule: 'notice.undated', element: 'right.erase' }],
    [2, 'is past', { expires: '2026-11-22' }],
    [2, 'too short', { reason: 'later' }],
    [2, 'cannot be read', { key: 'nowhere.pem' }],
    [2, 'no private key', { key: `${seed}/policy.yaml` }],
    [2, '--expires: "tomorrow" is no date', { expires: 'tomorrow' }],
  ])('exits with %i: %s', async (expected, words, more) => {
    const { code, err } = await accept(more);
    expect([code, err]).toEqual([expected, expect.stringContaining(words)]);
    expect((await linted()).accepted).toEqual([]);
  });

  it('refuses a key that is not the officer’s, and an accepted.yaml it does not understand', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    await writeFile(join(folder, 'officer.pem'), other.export({ type: 'pkcs8', format: 'pem' }));
    expect(await accept()).toMatchObject({ code: 1, err: expect.stringContaining(`not that of ${officer}`) });
    await writeFile(
      join(folder, 'company', '2018-05-25', 'accepted.yaml'),
      `- {rul: x, element: y, reason: ${'z'.repeat(10)}, by: me, expires: 2027-01-01, content: ${'0'.repeat(64)}}\n`,
    );
    expect(await seloste('lint', file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('did you mean "rule"'),
    });
  });
});

const question = {
  purpose: 'service-delivery',
  category: 'contact',
  recipient: 'software-vendor',
  at: '2026-11-23T12:00:00+02:00',
};
const facts: KnownFacts = {
  audience: 'customer',
  contracts: [{ order: 'order-1', openedOn: '2026-11-01' }],
  consents: [],
  prohibitions: [],
  objections: [],
  restrictions: [],
  asOf: question.at,
  now: question.at,
};
