import { describe, expect, test } from '@jest/globals';
import {
  CollectRequested,
  type Command,
  COMMAND_TYPES,
  type CommandType,
  EraseRequested,
  ListRecordsRequested,
} from '#contracts';
import { answerCommand } from './answer-command.js';
import type { ParticipantPort } from './participant.port.js';

const item = {
  record: '1',
  kind: 'order',
  category: 'contact',
  source: 's',
  provenance: 'provided',
  values: [],
} as const;
const verdict = { record: '1', kind: 'order', erase: ['order'], keep: [] } as const;

/** Holds one record, or nothing, and notes what it was asked. */
function holder(holds: boolean) {
  const asked: string[] = [];
  const note = async <T>(what: string, answer: T): Promise<T> => {
    asked.push(what);
    return answer;
  };
  const port: ParticipantPort = {
    collect: () => note('collect', holds ? [item] : []),
    listRecords: () => note('list', holds ? [verdict] : []),
    erase: () => note('erase', holds ? { outcome: 'done', verdicts: [verdict] } : { outcome: 'none' }),
  };
  return { port, asked };
}

const command: Command = {
  command: 'r-1/erase/my-shop',
  participant: 'my-shop',
  replyTo: 'retention',
  parties: [{ source: 'my-shop', id: 'customer/1' }],
};

const branch = (): void => undefined;

describe('A command is carried out by its type', () => {
  test.each<[CommandType, string, object]>([
    [CollectRequested.type, 'collect', { items: [item] }],
    [ListRecordsRequested.type, 'list', { verdicts: [verdict] }],
    [EraseRequested.type, 'erase', { verdicts: [verdict] }],
  ])('%s: done where something is held, none where nothing is', async (type, asked, told) => {
    const [full, empty] = [holder(true), holder(false)];
    expect(await answerCommand(full.port, 'my-shop', type, command)).toEqual({ outcome: 'done', ...told });
    expect(await answerCommand(empty.port, 'my-shop', type, command)).toEqual({ outcome: 'none' });
    expect([full.asked, empty.asked]).toEqual([[asked], [asked]]);
  });

  test('and every type there is is answered', async () => {
    for (const type of COMMAND_TYPES)
      expect(await answerCommand(holder(true).port, 'my-shop', type, command)).toMatchObject({
        outcome: 'done',
      });
  });

  test.each(['participant.unheard-of.v1', 'participant.erase.v2', 'toString', ''])(
    'an unknown one, "%s", is refused and carried out as no other',
    async (type) => {
      const { port, asked } = holder(true);
      expect(await answerCommand(port, 'my-shop', type, command)).toBe('unknown-command');
      expect(asked).toEqual([]);
    },
  );

  test('one for another participant is refused', async () => {
    const { port, asked } = holder(true);
    expect(await answerCommand(port, 'web-store', EraseRequested.type, command)).toBe('command-for-another');
    expect(asked).toEqual([]);
  });

  test('a type without a branch of its own does not compile', () => {
    const six = {
      [CollectRequested.type]: branch,
      [ListRecordsRequested.type]: branch,
      [EraseRequested.type]: branch,
    };
    // @ts-expect-error -- a seventh type, of which these branches know nothing
    const seven = six satisfies Record<CommandType | 'participant.unheard-of.v1', () => void>;
    // If the last type were dropped from CommandType, this would be the line that does not compile.
    const all = six satisfies Record<CommandType, () => void>;
    expect(Object.keys(seven)).toEqual([...COMMAND_TYPES]);
    expect(all).toBe(six);
  });
});
