/**
 * `npm run bench [-- --only intake,http --rounds 3]`: what Seloste does against what the same broker and database can do
 * without it, interleaved in one run. Figures move by a factor of two from day to day; the ratios are what counts.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { untilStopped } from '../dev/process/lifetime.mjs';
import { createSay } from '../dev/say.mjs';
import { openHouse } from './house.mjs';
import { judge, report } from './report.mjs';
import { http } from './rows/http.mjs';
import { intake } from './rows/intake.mjs';
import { latency } from './rows/latency.mjs';
import { memory } from './rows/memory.mjs';
import { owed } from './rows/owed.mjs';
import { slow } from './rows/slow-writes.mjs';

const rows = [intake, latency, owed, http, slow, memory];
const options = read(process.argv.slice(2));

function read(args) {
  try {
    const { values } = parseArgs({
      args,
      options: { only: { type: 'string' }, rounds: { type: 'string', default: '3' } },
    });
    const names = values.only?.split(',') ?? rows.map(({ name }) => name);
    const chosen = rows.filter(({ name }) => names.includes(name));
    const rounds = Number(values.rounds);
    if (chosen.length === names.length && Number.isInteger(rounds) && rounds > 0) return { chosen, rounds };
  } catch {
    // Said below.
  }
  console.error(`npm run bench [-- --only ${rows.map(({ name }) => name).join(',')} --rounds 3]`);
  process.exit(2);
}

async function measure(house, row) {
  const rounds = Object.fromEntries(row.variants.map((variant) => [variant, []]));
  for (let number = 1; number <= (row.rounds ?? options.rounds); number += 1) {
    for (const variant of row.variants) {
      const measured = await row.measure(house, variant, number);
      rounds[variant].push(measured);
      house.say(`${row.name}, round ${number}: ${variant} ${JSON.stringify(measured, rounded)}`);
    }
  }
  return rounds;
}

const rounded = (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);

const say = createSay();
process.exitCode = await untilStopped(say, async (life) => {
  const house = await openHouse({ say, life });
  const results = {};
  for (const row of options.chosen) {
    const rounds = await measure(house, row);
    const judged = judge(row, rounds);
    results[row.name] = { unit: row.unit, rounds, judged };
    console.log(report(row, rounds, judged));
    writeFileSync(join(house.dir, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  }
  await house.close();
});
