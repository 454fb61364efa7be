import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shapeOf } from './data-shape.fixture.js';
import { judgeByRules } from './judge-data.js';
import { readWellFormed } from './read-well-formed.js';
import { CustomerRoleEnded } from './store.events.js';
import { contracts } from './validate-event.js';

describe('data that is read the quick way is what class-validator would have made of it', () => {
  test.each(contracts.map(({ type, dataClass }) => [type, dataClass] as const))('%s', (_type, dataClass) => {
    let quick = 0;
    fc.assert(
      fc.property(fc.oneof(shapeOf(dataClass, 'whole'), shapeOf(dataClass, 'spoilt')), (raw) => {
        const judged = judgeByRules(dataClass, structuredClone(raw));
        const read = readWellFormed(dataClass, structuredClone(raw));
        if (read === undefined) {
          expect('data' in judged && !JSON.stringify(raw).includes('null')).toBe(false);
          return;
        }
        quick += 1;
        expect(read).toStrictEqual(judged);
        expect(JSON.stringify(read)).toBe(JSON.stringify(judged));
      }),
      { numRuns: 100 },
    );
    expect(quick).toBeGreaterThan(5);
  });

  test('a field inside what is left out may have any name', () => {
    const raw = JSON.parse(
      '{"customer":"1","endedAt":"2026-06-30T07:00:00Z","x":{"constructor":"x"}}',
    ) as Record<string, unknown>;
    expect(readWellFormed(CustomerRoleEnded, raw)?.dropped).toBe(2);
    expect(judgeByRules(CustomerRoleEnded, raw)).toMatchObject({ field: '/data' });
  });
});
