import { describe, expect, test } from '@jest/globals';
import { GATE } from '#contracts';
import { commandsOf, withinOneFact } from './commands-of-request.decision.js';

const party = { source: 'web-store', id: 'customer/1' };
const holders = ['consent', 'retention', 'web-store'];
const commands = commandsOf('r-1', 'collect', party, '2026-07-01T09:00:00.000Z', holders);
const bytesOf = (all: readonly unknown[]): number =>
  all.reduce<number>((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0);

describe('Of the commands of a step its fact holds', () => {
  test.each<[string, number, number]>([
    ['all that fit to the last byte', bytesOf(commands), commands.length],
    ['one less where one byte is missing', bytesOf(commands) - 1, commands.length - 1],
    ['the first alone', bytesOf(commands.slice(0, 1)), 1],
    ['none where there is no room', 0, 0],
  ])('%s', (_name, most, kept) => {
    expect(withinOneFact(commands, most)).toEqual(commands.slice(0, kept));
  });

  test('none behind one that does not fit, so that who is told is told in order', () => {
    const large = { ...commands[1]!, source: 'x'.repeat(10_000) };
    expect(withinOneFact([commands[0]!, large, commands[2]!], 9000)).toEqual([commands[0]]);
  });

  test('letters by their bytes', () => {
    const wide = { ...commands[0]!, id: 'ä'.repeat(50) };
    expect(withinOneFact([wide], JSON.stringify(wide).length)).toEqual([]);
  });

  test('four messages’ worth, which one document of the database has room for', () => {
    const quarter = { ...commands[0]!, id: 'x'.repeat(GATE.bytes / 2) };
    expect(withinOneFact(Array.from({ length: 12 }, () => quarter))).toHaveLength(7);
  });
});
