import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { devTools } from '../harness/dev-tools.js';
import { type Episode, runEpisode, type Setting } from './episode.js';
import { keepEvidence, lineOf, summaryOf } from './report.js';
import { startSetting } from './setting.js';

// In npm test a few seeds, always the same: a service, a broker node and the primary are killed. More with npm run
// test:faults.
const { FAULT_SEED = '28', FAULT_RUNS = '3' } = process.env;
const seeds = Array.from({ length: Number(FAULT_RUNS) }, (_unused, index) => Number(FAULT_SEED) + index);
const say = (line: string): void => void process.stdout.write(`faults: ${line}\n`);

let setting: (Setting & { stop(): Promise<void> }) | undefined;
const episodes: Episode[] = [];
let begun = 0;

beforeAll(async () => {
  say(`seeds ${seeds[0]} to ${seeds.at(-1)}`);
  setting = await startSetting(process.env['FAULT_OLDER_BUILD']);
}, 240_000);

afterAll(async () => {
  if (setting !== undefined) summaryOf(episodes, setting, begun).forEach(say);
  await setting?.stop();
}, 120_000);

test.each(seeds)(
  'nothing is lost, doubled or stuck, and every opt-out holds: seed %i',
  async (seed) => {
    begun += 1;
    const episode = await runEpisode(seed, setting!);
    episodes.push(episode);
    say(lineOf(episode));
    if (episode.violations.length > 0)
      say(`what is known of it: ${await keepEvidence(episode, setting!, join(devTools.home, 'faults'))}`);
    expect(episode.violations).toEqual([]);
  },
  300_000,
);
