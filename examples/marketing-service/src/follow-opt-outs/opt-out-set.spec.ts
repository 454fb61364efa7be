import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Delays } from './delays.js';
import { OptOutFile } from './opt-out-file.js';
import { OptOutSet, type OptOutFact } from './opt-out-set.js';

const address = { kind: 'email' as const, kid: 'h1', hash: 'abc' };
const FACTS: OptOutFact[] = [
  { added: 's1', address, scope: 'all-marketing' },
  { added: 's2', address, scope: 'channel:email' },
  { added: 's3', scope: 'research' },
  { lift: 'l1', lifted: ['s1', 's9'] },
];

const folded = (facts: readonly OptOutFact[]) => {
  const set = new OptOutSet();
  facts.forEach((fact) => set.fold(fact));
  return { scopes: set.scopesOf(address), counts: set.counts };
};

describe('the marketing service’s own set of opt-outs', () => {
  test('holds what was added and not lifted', () => {
    expect(folded(FACTS)).toEqual({
      scopes: ['channel:email'],
      counts: { optOuts: 3, lifted: 2, inForce: 2 },
    });
  });

  test('is the same in any order and with anything repeated', () => {
    const expected = folded(FACTS);
    const doubled = [...FACTS, ...FACTS];
    fc.assert(
      fc.property(fc.shuffledSubarray(doubled, { minLength: doubled.length }), (facts) => {
        expect(folded(facts)).toEqual(expected);
      }),
    );
  });

  test('says whether a fact told something new', () => {
    const set = new OptOutSet();
    expect(FACTS.map((fact) => set.fold(fact))).toEqual([true, true, true, true]);
    expect(FACTS.map((fact) => set.fold(fact))).toEqual([false, false, false, false]);
  });

  test('outlives the process, and a line that a crash cut off', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opt-outs-'));
    try {
      const path = join(folder, 'state');
      const first = await OptOutFile.open(path, () => undefined);
      await first.append(FACTS.slice(0, 2));
      await first.close();
      await writeFile(path, `${await readFile(path, 'utf8')}{"added":"s`);
      const second = await OptOutFile.open(path, () => undefined);
      await second.append(FACTS.slice(2));
      await second.close();
      const found: OptOutFact[] = [];
      const third = await OptOutFile.open(path, (fact) => found.push(fact));
      await third.close();
      expect(found).toEqual(FACTS);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('delays are told by their middle and their worst, and a pinned clock’s are not told', () => {
    const delays = new Delays();
    expect(delays.summary).toEqual({ measured: 0, p50Ms: null, p99Ms: null });
    for (let ms = 1; ms <= 100; ms += 1) delays.add(new Date(0).toISOString(), ms);
    delays.add('2026-07-01T00:00:00Z', 5);
    delays.add('1970-01-01T00:00:00Z', 100_000_000);
    expect(delays.summary).toEqual({ measured: 100, p50Ms: 51, p99Ms: 100 });
  });
});
