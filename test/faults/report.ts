import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queuesOf } from '../harness/books.js';
import { SERVICES } from '../harness/world.js';
import type { Episode, Setting } from './episode.js';

/** One line for one run. */
export function lineOf({ seed, seconds, faults, writes, tries, sendsAsked, violations }: Episode): string {
  const told = faults.map(({ name, chose }) => (chose === '' ? name : `${name} (${chose})`)).join('; ');
  const outcome = violations.length === 0 ? 'ok' : `${violations.length} VIOLATIONS`;
  return `seed ${seed}: ${outcome}, ${seconds} s, ${writes} writes in ${tries} tries, ${sendsAsked} send checks; ${told}`;
}

/** What all runs together were; `begun`: how many there were, those included that broke off with an error. */
export function summaryOf(
  episodes: readonly Episode[],
  { store }: Setting,
  begun: number,
): readonly string[] {
  const sum = (of: (episode: Episode) => number): number =>
    episodes.reduce((total, episode) => total + of(episode), 0);
  const byName = new Map<string, number>();
  for (const { name } of episodes.flatMap(({ faults }) => faults))
    byName.set(name, (byName.get(name) ?? 0) + 1);
  const kinds = [...byName].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `  ${count} × ${name}`);
  const seeds = episodes.map(({ seed }) => seed).join(', ');
  const failed = episodes.filter(({ violations }) => violations.length > 0);
  const brokeOff = begun - episodes.length;
  return [
    `${begun} runs in ${Math.round(sum(({ seconds }) => seconds))} s, seeds ${seeds}`,
    `${store.confirmed} messages confirmed of ${store.published} published`,
    `${sum(({ writes }) => writes)} writes answered of ${sum(({ tries }) => tries)} tried`,
    `${sum(({ sendsAsked }) => sendsAsked)} send checks, ${sum(({ sendsAllowed }) => sendsAllowed)} allowed`,
    `${sum(({ faults }) => faults.length)} faults:`,
    ...kinds,
    `${sum(({ violations }) => violations.length)} violations${failed.length > 0 ? `, with the seeds ${failed.map(({ seed }) => seed).join(', ')}` : ''}`,
    ...(brokeOff > 0 ? [`${brokeOff} runs broke off with an error`] : []),
    `${episodes.length - failed.length} passed, ${failed.length + brokeOff} failed`,
  ];
}

/** The run with the true history, how far each service is with the others, and what they wrote; gives the folder. */
export async function keepEvidence(episode: Episode, setting: Setting, home: string): Promise<string> {
  const { world, books } = setting;
  const folder = join(home, `seed-${episode.seed}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), JSON.stringify(episode, undefined, 2));
  cpSync(world.logs, join(folder, 'logs'), { recursive: true });
  const collections = ['lanes', 'followed_lanes', 'parked'];
  const held = SERVICES.flatMap((service) => collections.map((name) => ({ service, name })));
  const state = await Promise.all([
    ...held.map(async (of) => ({ ...of, documents: await books.all(of.service, of.name) })),
    queuesOf(world).then((queues) => ({ queues: Object.fromEntries(queues) })),
  ]);
  writeFileSync(join(folder, 'state.json'), JSON.stringify(state, undefined, 2));
  return folder;
}
