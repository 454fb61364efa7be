import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { VerifiedTokens } from './verified-tokens.js';

const start = Date.UTC(2026, 10, 23, 12);
let nowMs = 0;
let verified: string[];

beforeEach(() => {
  nowMs = 0;
  verified = [];
  jest.spyOn(Date, 'now').mockImplementation(() => start + nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const tokens = (lifeS = 3600) =>
  new VerifiedTokens(
    (token) => {
      verified.push(token);
      if (token.startsWith('forged')) return Promise.reject(new Error('refused'));
      return Promise.resolve({ sub: token, exp: start / 1000 + lifeS });
    },
    30,
    () => nowMs,
  );

describe('A token that comes again', () => {
  test('is verified once a minute', async () => {
    const known = tokens();
    expect(await known.read('a')).toMatchObject({ sub: 'a' });
    nowMs = 59_999;
    expect(await known.read('a')).toMatchObject({ sub: 'a' });
    expect(verified).toEqual(['a']);
    nowMs = 60_000;
    await known.read('a');
    expect(verified).toEqual(['a', 'a']);
  });

  test('is verified again as soon as it has ended', async () => {
    const known = tokens(5);
    await known.read('a');
    nowMs = 34_999;
    await known.read('a');
    expect(verified).toEqual(['a']);
    nowMs = 35_000;
    await known.read('a');
    expect(verified).toEqual(['a', 'a']);
  });

  test('is verified each time where it was refused', async () => {
    const known = tokens();
    await expect(known.read('forged')).rejects.toThrow('refused');
    await expect(known.read('forged')).rejects.toThrow('refused');
    expect(verified).toHaveLength(2);
  });

  test('is told from every other one', async () => {
    const known = tokens();
    await known.read('a');
    expect(await known.read('b')).toMatchObject({ sub: 'b' });
  });

  test('is forgotten when a thousand others came after it', async () => {
    const known = tokens();
    for (let number = 0; number <= 1000; number += 1) await known.read(`t${number}`);
    await known.read('t1');
    expect(verified).toHaveLength(1001);
    await known.read('t0');
    expect(verified).toHaveLength(1002);
  });
});
