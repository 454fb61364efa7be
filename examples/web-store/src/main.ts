import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { COMMAND_TYPES, type Command } from '#contracts';
import { routingKeyOfReply } from '#participant';
import { answer, failedReplies } from './answer-commands/answer-commands.js';
import { codeOf } from './broker/broker-link.js';
import { CommandConsumer } from './broker/command-consumer.js';
import { Publisher } from './broker/publisher.js';
import { completeOrders } from './complete-orders/complete-orders.js';
import { readConfig, type StoreConfig } from './config.js';
import { serveHealth } from './health/health-server.js';
import { RecordStore } from './hold-records/record.store.js';
import { toRecords } from './hold-records/to-records.js';
import { toEvents } from './publish-events/to-events.js';
import { readHistory } from './read-history/read-history.js';
import { exportList } from './replay-history/export-list.js';
import { limitCustomers } from './replay-history/limit-customers.js';
import { replay, stillToTell } from './replay-history/replay-history.js';
import { summaryOf } from './replay-history/summary-of.js';
import { lastDayOf, shiftTo } from './shift-dates/shift-dates.js';
import { tellOnStdout as tell } from './tell.js';

/** The company is Finnish, wherever the history's shop was. */
const HOME_COUNTRY = 'FI';

async function main(config: StoreConfig): Promise<void> {
  let store: RecordStore | undefined;
  const publisher = new Publisher(config.amqpUrl, tell);
  const consumer = new CommandConsumer(config.amqpUrl, tell, COMMAND_TYPES, async (event) => {
    if (store === undefined) throw new Error('not open yet');
    const replies = await answer(event, { store, today: config.today }).catch((error: unknown) => {
      tell({ commandFailed: event.type, reason: codeOf(error) });
      return failedReplies(event.data as Command, 'not-carried-out');
    });
    await Promise.all(replies.map((reply) => publisher.publish(reply, routingKeyOfReply(reply))));
  });
  const server = await serveHealth(config.port, config.host, async () => {
    await store?.ping();
    return store !== undefined && publisher.ready && consumer.ready;
  });

  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    server.close();
    server.closeAllConnections();
    await consumer.stop();
    await publisher.stop();
    await store?.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  if (config.watchParent)
    process.stdin
      .resume()
      .on('end', () => void stop())
      .on('error', () => void stop());

  publisher.start();
  const opened = await patiently(() => RecordStore.open(config.mongodbUri));
  const before = config.onceOnly ? await opened.toldBefore(config.limit) : undefined;
  if (before !== undefined) {
    store = opened;
    consumer.start();
    await writeList(config, opened);
    tell({ done: { ...before, before: true } });
    return;
  }
  const events = await loadHistory(config, opened);
  store = opened;
  consumer.start();
  if (!config.replay) return;
  const startedAt = Date.now();
  const toTell = stillToTell(events.list, await opened.erasedClasses());
  const published = await replay(toTell, config, (event) => publisher.publish(event), tell).catch(
    (error: unknown) => {
      if (stopped) return undefined;
      throw error;
    },
  );
  if (published === undefined) return;
  await writeList(config, opened);
  const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
  const summary = { ...events.summary, events: published, seconds };
  const told = { ...(config.limit !== undefined && { limit: config.limit }), summary };
  await patiently(() => opened.keepTold(told));
  tell({ done: summary });
}

async function writeList({ listFile }: StoreConfig, store: RecordStore): Promise<void> {
  if (listFile === undefined) return;
  await exportList(listFile, await patiently(() => store.emailAddresses()));
}

/** A database that is away for a while, at the start or just when all is told, does not end the store. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      tell({ database: 'away', reason: codeOf(error) });
      await pause(1000);
    }
  }
}

async function loadHistory(config: StoreConfig, store: RecordStore) {
  const { invoices, problems } = readHistory(gunzipSync(await readFile(config.historyFile)).toString('utf8'));
  for (const problem of problems) tell({ unreadableLine: problem });
  const wanted = { today: config.today(), seed: config.seed };
  const { today, seed } = await store.loadingOf(wanted);
  if (today !== wanted.today)
    tell({ notice: 'the history was first loaded as of another day, which holds', today });
  const lastDay = lastDayOf(invoices);
  const shift = shiftTo(today, lastDay);
  const limited = limitCustomers(invoices, config.limit);
  const history = completeOrders(limited, { seed, homeCountry: HOME_COUNTRY, lastDay });
  await store.load(toRecords(history, shift));
  return { list: toEvents(history, shift), summary: summaryOf(history) };
}

try {
  await main(readConfig(process.env));
} catch (error) {
  process.stderr.write(`web-store: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
}
