import { describe, expect, test } from '@jest/globals';
import { eventually } from './eventually.js';

describe('waiting for something', () => {
  test('gives what the probe found', async () => {
    let asked = 0;
    expect(await eventually(() => (++asked < 4 ? undefined : 'found'))).toBe('found');
    expect(asked).toBe(4);
  });

  test('goes on while the probe throws', async () => {
    let asked = 0;
    const probe = async (): Promise<number> => {
      if (++asked < 3) throw new Error('not yet');
      return 0;
    };
    expect(await eventually(probe)).toBe(0);
  });

  test.each<[string, () => unknown, string]>([
    ['the last answer', () => false, 'the probe last answered false'],
    ['the last error', () => Promise.reject(new Error('no such queue')), 'it threw no such queue'],
  ])('fails with %s', async (_, probe, reason) => {
    await expect(eventually(probe, { within: 30 })).rejects.toThrow(reason);
  });

  test('fails with the words of the test, even when those fail themselves', async () => {
    const wait = eventually<number | undefined>(() => undefined, {
      within: 20,
      explain: (last) => `${last} of 3 arrived`,
    });
    await expect(wait).rejects.toThrow(/^not within 20 ms, \d+ probes: undefined of 3 arrived$/);
    const broken = eventually(() => false, {
      within: 20,
      explain: () => Promise.reject(new Error('broker gone')),
    });
    await expect(broken).rejects.toThrow('(the explanation failed itself; it threw broker gone)');
  });
});
