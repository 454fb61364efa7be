import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { EraseRequested } from '#contracts';
import { parsePolicy } from '#policy';
import { MemoryKeys, Sealer } from '#storage';
import { fixedHashKeys } from '#testing';
import type { RequestFile } from '../request-file.js';
import { RequestsParticipant } from './requests-participant.js';

const path = 'policies/midare/2018-05-25/policy.yaml';
// Without the hold on proof: nothing keeps the file.
const text = readFileSync(path, 'utf8').replace(/ {2}- id: hold\.proof\n(?: {4}.*\n)+/, '');
const policy = parsePolicy(text, path);
const today = '2046-07-01';

/** Its facts go only at the second try. */
async function aFile() {
  const sealer = new Sealer(new MemoryKeys());
  const subject = await sealer.seal('r-1', 'request', { source: 'web-store', id: 'customer/1' });
  const told = { request: 'r-1', on: '2018-07-01', takenAt: new Date('2018-07-01') };
  const file = {
    received: { ...told, kind: 'access', identity: 'logged-in', subject },
    closed: { ...told, outcome: 'granted' },
    replies: [],
    progress: { state: 'closed', waitingFor: [] },
  } as unknown as RequestFile;
  let left = [file];
  let tries = 0;
  const facts = {
    strip: async () => undefined,
    erase: async () => {
      tries += 1;
      if (tries === 1) throw new Error('killed');
      left = [];
    },
  };
  const participant = new RequestsParticipant(
    { ofParties: async () => left, emptyPackages: async () => undefined } as never,
    facts as never,
    sealer,
    fixedHashKeys(),
    [policy],
    { today: () => today } as never,
  );
  const command: EraseRequested = {
    command: 'r-2/erase/subject-requests',
    participant: 'subject-requests',
    replyTo: 'subject-requests',
    parties: [{ source: 'web-store', id: 'customer/1' }],
  };
  return {
    erase: () => participant.erase(command),
    opened: () => sealer.open(subject, 'r-1', 'request'),
    left: () => left.length,
  };
}

describe('right.erase – a file that is erased leaves no key behind', () => {
  test('a crash between key and facts is made good by the repeated command', async () => {
    const { erase, opened, left } = await aFile();
    expect(await opened()).toMatchObject({ id: 'customer/1' });
    await expect(erase()).rejects.toThrow('killed');
    expect([await opened(), left()]).toEqual(['shredded', 1]);
    expect(await erase()).toMatchObject({ outcome: 'done' });
    expect([await opened(), left()]).toEqual(['shredded', 0]);
  });
});
