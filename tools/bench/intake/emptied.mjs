import { setTimeout as pause } from 'node:timers/promises';
import { clean, fill, prepare } from '../house.mjs';
import { storeEvents } from './events.mjs';

/**
 * A queue is filled first; then the programs that `start` gives empty it, and are timed by what is durable in the
 * database: per second, from the `from`th event on, so that starting a process, and compiling what it runs, counts for
 * nobody. `sealed`: until the ledger has sealed all.
 */
export async function emptied(house, run, { count, from, start, sealed = false, packet = false }) {
  const database = `${run}_retention`;
  const facts = house.client.db(database).collection('facts');
  await prepare(house, run);
  await fill(house, run, storeEvents(count), packet);
  const programs = await start(house, run, database);
  const seen = async () => {
    const durable = await facts.estimatedDocumentCount();
    if (durable < count || !sealed) return durable;
    return (await facts.findOne({ seal: null })) === null ? count : 0;
  };
  const rate = await rateUntil(count, from, seen);
  for (const program of programs) await program.stop();
  await clean(house, run, database, `${database}_keys`);
  return rate;
}

async function rateUntil(count, from, seen) {
  let first;
  for (;;) {
    const now = performance.now();
    const found = await seen();
    if (first === undefined && found >= from) first = { now, found };
    if (found >= count) return ((count - first.found) / (now - first.now)) * 1000;
    await pause(5);
  }
}
