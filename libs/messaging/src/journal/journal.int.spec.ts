import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { connect } from 'amqplib';
import { JournalSeal } from '#storage';
import { brokerPassword, testSecrets, type TestSecrets } from '#testing';
import { BrokerFixture } from '../broker.fixture.js';
import { RESTORE_USER } from '../topology/names.js';
import { type JournalMessage, readJournal } from './read-journal.js';
import { StreamJournal } from './stream-journal.js';

jest.setTimeout(60_000);

const put = (...ids: string[]) => [
  { kind: 'put' as const, collection: 'facts', documents: ids.map((_id) => ({ _id })) },
];

describe('the journal of a service', () => {
  let broker: BrokerFixture;
  let secrets: TestSecrets;
  let seal: JournalSeal;
  let journal: StreamJournal;
  beforeAll(async () => {
    [broker, secrets] = await Promise.all([BrokerFixture.start(), testSecrets()]);
    seal = await JournalSeal.load('consent', secrets.journalKeyFile);
    journal = new StreamJournal({ service: 'consent', seal, publisher: broker.publisher('consent') });
  });
  afterAll(async () => {
    await broker.end();
    await secrets.remove();
  });

  const urlOf = (user: string): string => broker.vhost.amqpUrlFor(user, brokerPassword(user));
  const read = async (since = new Date(Date.now() - 60_000)): Promise<readonly JournalMessage[]> => {
    const messages: JournalMessage[] = [];
    for await (const message of readJournal(urlOf(RESTORE_USER), 'consent', since)) messages.push(message);
    return messages;
  };

  const begun = async (since: Date): Promise<void> => {
    for await (const _ of readJournal(urlOf(RESTORE_USER), 'retention', since, { begun: true })) break;
  };

  test('is empty before anything was written', async () => {
    expect(await read()).toEqual([]);
  });

  test('is not the one of then where it begins after a time at which the service had journaled already', async () => {
    await expect(begun(new Date())).rejects.toThrow('journal.retention begins at no time, after');
    const publisher = broker.publisher('retention');
    await new StreamJournal({ service: 'retention', seal, publisher }).append(put('f-1'));
    await expect(begun(new Date(Date.now() - 60_000))).rejects.toThrow(/begins at 20.*after/);
    await begun(new Date(Date.now() + 60_000));
  });

  test('holds what was appended, in order, what came together in one message', async () => {
    await Promise.all([journal.append(put('f-1', 'f-2')), journal.append(put('f-3'))]);
    await journal.append(put('f-4'));
    const messages = await read();
    expect(messages.map(({ content }) => seal.open(content))).toEqual([
      [...put('f-1', 'f-2'), ...put('f-3')],
      put('f-4'),
    ]);
    expect(messages.map(({ offset }) => offset)).toEqual([0, 1]);
    expect(await read()).toHaveLength(2);
  });

  test('is read to its end, however many messages, and from a moment on', async () => {
    for (let from = 0; from < 1500; from += 100) {
      await Promise.all(
        Array.from({ length: 100 }, async (_, index) => {
          if (index % 2 === 0) await new Promise(setImmediate);
          await journal.append(put(`m-${from + index}`));
        }),
      );
    }
    const ids = (await read()).flatMap(({ content }) =>
      seal.open(content).flatMap((entry) => (entry.kind === 'put' ? entry.documents : [])),
    );
    expect(ids).toHaveLength(1504);
    expect(await read(new Date(Date.now() + 7_200_000))).toEqual([]);
  });

  test.each([
    ['publish into the journal of another', 'consent', 'publish', 'retention.own'],
    ['publish as the one who restores', RESTORE_USER, 'publish', 'consent.own'],
    ['read its own journal as the service', 'consent', 'consume', 'journal.consent'],
    ['read a queue as the one who restores', RESTORE_USER, 'consume', 'consent.events'],
  ] as const)('nobody may %s', async (_, user, act, target) => {
    const connection = await connect(urlOf(user));
    connection.on('error', () => undefined);
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    const tried = async (): Promise<void> => {
      if (act === 'publish') {
        channel.publish(target, 'journal.consent', Buffer.from('{}'));
        await channel.waitForConfirms();
      } else {
        await channel.prefetch(1);
        await channel.consume(target, () => undefined);
      }
    };
    await expect(tried()).rejects.toThrow(/ACCESS_REFUSED|closed/i);
    await connection.close();
  });
});
