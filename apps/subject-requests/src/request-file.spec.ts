import { describe, expect, test } from '@jest/globals';
import type { EraseRequested, PartyId } from '#contracts';
import { participantsOf } from '#participant';
import { MemoryKeys, Sealer } from '#storage';
import type { RequestFact } from './request-facts.js';
import { foldRequest, type RequestFile } from './request-file.js';
import { StepCommands } from './step-commands.js';

const participants = participantsOf(['consent', 'retention'], { stores: ['web-store', 'my-shop'] });
const subject: PartyId = { source: 'my-shop', id: 'customer/1' };

async function fileOf(
  holder: string | undefined,
  sealer = new Sealer(new MemoryKeys()),
): Promise<RequestFile> {
  const received = {
    _id: 'r-1/received',
    type: 'request.received',
    request: 'r-1',
    kind: 'access',
    subject: await sealer.seal('r-1', 'request', subject),
    ...(holder !== undefined && { holder }),
  } as unknown as RequestFact;
  return foldRequest(participants, 'r-1', [received])[0]![1];
}

async function sentTo(holder: string | undefined, phase: 'collect' | 'erase' = 'collect'): Promise<string[]> {
  const sealer = new Sealer(new MemoryKeys());
  const files = { open: async () => [] } as never;
  const commands = new StepCommands(sealer, participants, files);
  const events = await commands.of(await fileOf(holder, sealer), phase);
  return events.map(({ data }) => (data as EraseRequested).participant);
}

describe('right.access – asked and waited for are our services and the store that knows the person', () => {
  test('and no other store', async () => {
    const all = ['consent', 'retention', 'my-shop'];
    expect((await fileOf('my-shop')).progress.waitingFor).toEqual(all);
    expect([await sentTo('my-shop'), await sentTo('my-shop', 'erase')]).toEqual([all, all]);
  });

  test('a store that takes part no more is waited for still, and nothing is sent to it', async () => {
    expect((await fileOf('old-shop')).progress.waitingFor).toEqual(['consent', 'retention', 'old-shop']);
    expect(await sentTo('old-shop')).toEqual(['consent', 'retention']);
  });

  test('a request of before its holder was kept asks every store', async () => {
    expect((await fileOf(undefined)).progress.waitingFor).toEqual(participants.all);
    expect(await sentTo(undefined)).toEqual(participants.all);
  });
});
