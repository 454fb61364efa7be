import { describe, expect, it } from '@jest/globals';
import { Counter, Registry } from 'prom-client';
import { measuredGauge, type Measured } from './measured-gauge.js';

async function scraped(what: Partial<Measured>, times = 1): Promise<string[]> {
  const registry = new Registry();
  measuredGauge(registry, { name: 'x', help: 'x', read: () => 1, ...what });
  registry.registerMetric(new Counter({ name: 'other', help: 'another metric', registers: [] }));
  let text = '';
  for (let time = 0; time < times; time += 1) text = await registry.metrics();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('A measured gauge', () => {
  it.each<[string, Partial<Measured>, string[]]>([
    ['tells a number', { read: () => 7 }, ['x 7']],
    [
      'tells one for each value of its label',
      { label: 'to', read: () => ({ a: 1, b: 0 }) },
      ['x{to="a"} 1', 'x{to="b"} 0'],
    ],
    ['is absent where there is nothing to tell', { read: () => undefined }, []],
    ['is absent, label and all, where there is nothing to tell', { label: 'to', read: () => undefined }, []],
    ['is absent where it cannot be read', { read: () => Promise.reject(new Error('away')) }, []],
    [
      'is absent where reading throws',
      {
        read: () => {
          throw new Error('away');
        },
      },
      [],
    ],
  ])('%s, and the other metrics are told all the same', async (_name, what, lines) => {
    expect(await scraped(what)).toEqual([...lines, 'other 0']);
  });

  it('is not kept at what it was once it cannot be read any more', async () => {
    let reads = 0;
    const read = (): Promise<number> => {
      reads += 1;
      return reads === 1 ? Promise.resolve(5) : Promise.reject(new Error('away'));
    };
    expect(await scraped({ read }, 2)).toEqual(['other 0']);
  });

  it('forgets the values of its label that are no more', async () => {
    let reads = 0;
    const read = (): Record<string, number> => {
      reads += 1;
      return reads === 1 ? { gone: 1 } : { there: 1 };
    };
    expect(await scraped({ label: 'to', read }, 2)).toEqual(['x{to="there"} 1', 'other 0']);
  });

  it.each([
    [60_000, 1],
    [0, 3],
  ])('reads again after %i ms: %i times in three scrapes', async (everyMs, expected) => {
    let reads = 0;
    await scraped({ everyMs, read: () => (reads += 1) }, 3);
    expect(reads).toBe(expected);
  });

  it('gives a reading that hangs three seconds', async () => {
    const before = performance.now();
    expect(await scraped({ read: () => new Promise(() => undefined) })).toEqual(['other 0']);
    expect(performance.now() - before).toBeGreaterThan(2500);
  }, 10_000);
});
