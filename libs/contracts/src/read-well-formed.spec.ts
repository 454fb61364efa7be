import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byClassValidator } from './by-class-validator.fixture.js';
import { shapeOf as anyOf } from './data-shape.fixture.js';
import { readWellFormed } from './read-well-formed.js';
import { readWithCare } from './read-with-care.js';
import { CustomerRoleEnded } from './store.events.js';
import { contracts } from './validate-event.js';

const named = contracts.map(({ type, dataClass }) => [type, dataClass] as const);
const leftOut = { unknown: 'left-out', most: 1 } as const;

describe('data is read as class-validator would read it', () => {
  test.each(named)('%s, the quick way and with care', (_type, dataClass) => {
    let quick = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(anyOf(dataClass, 'whole'), anyOf(dataClass, 'spoilt')), (raw) => {
        // It takes `constructor` for the class, and passes over what is no object in a list of objects.
        fc.pre(!/"constructor"|[[,](null|\[)/.test(JSON.stringify(raw)));
        const judged = byClassValidator(dataClass, structuredClone(raw));
        const careful = readWithCare(dataClass, structuredClone(raw), leftOut, '/data');
        const read = readWellFormed(dataClass, structuredClone(raw));
        if (read !== undefined) {
          quick += 1;
          expect(JSON.stringify(read)).toBe(JSON.stringify(judged));
          expect(read).toStrictEqual(judged);
        } else expect('data' in judged && !JSON.stringify(raw).includes('null')).toBe(false);
        expect('data' in careful).toBe('data' in judged);
        if ('data' in careful) return expect(careful).toStrictEqual(judged);
        refused += 1;
        if ('field' in judged) expect(careful.defects[0]?.field).toMatch(new RegExp(`^${judged.field}(/|$)`));
      }),
      { numRuns: 100 },
    );
    expect(quick).toBeGreaterThan(5);
    expect(refused).toBeGreaterThan(0);
  });

  test('a field that nobody knows may have any name, that of a part of every object too', () => {
    const raw = JSON.parse(
      '{"customer":"1","endedAt":"2026-06-30T07:00:00Z","constructor":"x","x":{"__proto__":{"constructor":"x"}}}',
    ) as Record<string, unknown>;
    const read = readWellFormed(CustomerRoleEnded, raw);
    expect(read).toStrictEqual(readWithCare(CustomerRoleEnded, raw, leftOut));
    expect(read?.dropped).toBe(4);
  });
});
