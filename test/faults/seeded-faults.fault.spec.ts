import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { devTools } from '../harness/dev-tools.js';
import { type Episode, runEpisode, type Setting } from './episode.js';
import { keepEvidence, lineOf, summaryOf } from './report.js';
import { startSetting } from './setting.js';

// In npm test two seeds, always the same, with which it was seen that each mechanism taken out is noticed
// (docs/faults.md). In 1596 the broker takes nothing for longer than a publisher has patience; in 5079 all services are
// killed while the primary keeps them waiting. More with npm run test:faults.
const { FAULT_SEED = '1596,5079', FAULT_RUNS = '1' } = process.env;
const seeds = FAULT_SEED.split(',').flatMap((first) =>
  Array.from({ length: Number(FAULT_RUNS) }, (_unused, index) => Number(first) + index),
);
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
  600_000,
);
