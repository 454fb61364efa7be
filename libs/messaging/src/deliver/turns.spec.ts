import { describe, expect, test } from '@jest/globals';
import { type EndTurn, Turns } from './turns.js';

const running = new AbortController().signal;

/** Notes who has begun, in order. */
function queue() {
  const turns = new Turns();
  const begun: string[] = [];
  const ends = new Map<string, EndTurn>();
  const ask = async (kind: 'alone' | 'together', name: string, signal = running): Promise<void> => {
    const end = await turns[kind](signal);
    if (end === undefined) return;
    begun.push(name);
    ends.set(name, end);
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)!();
    await settled();
  };
  return { ask, begun, end };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  test('batches have theirs together, and a suspect one alone: before the batches that wait, but not one after the other', async () => {
    const { ask, begun, end } = queue();
    for (const name of ['a', 'b']) void ask('together', name);
    void ask('alone', 'suspect');
    void ask('together', 'c');
    void ask('alone', 'other');
    await settled();
    expect(begun).toEqual(['a', 'b']);
    await end('a');
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'suspect']);
    await end('suspect');
    expect(begun).toEqual(['a', 'b', 'suspect', 'c']);
    await end('c');
    expect(begun).toEqual(['a', 'b', 'suspect', 'c', 'other']);
  });

  test('given back twice are given back once', async () => {
    const { ask, begun, end } = queue();
    for (const name of ['a', 'b']) void ask('together', name);
    void ask('alone', 'suspect');
    await settled();
    await end('a');
    await end('a');
    expect(begun).toEqual(['a', 'b']);
  });

  test('are no more waited for once the signal has fired, and hold nobody up', async () => {
    const { ask, begun } = queue();
    const gone = new AbortController();
    void ask('together', 'a');
    const waits = ask('alone', 'suspect', gone.signal);
    void ask('together', 'b');
    await settled();
    expect(begun).toEqual(['a']);
    gone.abort();
    await waits;
    await settled();
    expect(begun).toEqual(['a', 'b']);
    await ask('alone', 'late', gone.signal);
    expect(begun).toEqual(['a', 'b']);
  });
});
