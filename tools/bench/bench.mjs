/**
 * `npm run bench [-- --rows intake,http --rounds 3]`: what Seloste does against what the same broker and database can do
 * without it, interleaved in one run. Figures move by a factor of two from day to day; the ratios are what counts.
 * `--against <commit>`: the same rows of that version beside it; fails where ours is slower by more than `--tolerance`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilStopped } from '../dev/process/lifetime.mjs';
import { createSay } from '../dev/say.mjs';
import { compare, comparison } from './against/compare.mjs';
import { earlierVersion } from './against/earlier-version.mjs';
import { measureAgainst } from './against/measure-against.mjs';
import { openHouse, plain } from './house.mjs';
import { benchOptions } from './options.mjs';
import { judge, report } from './report.mjs';
import { rows } from './rows/rows.mjs';

const say = createSay();

async function measure(house, row, times) {
  const rounds = Object.fromEntries(row.variants.map((variant) => [variant, []]));
  for (let number = 1; number <= (row.rounds ?? times); number += 1) {
    for (const variant of row.variants) {
      const measured = await row.measure(house, variant, number);
      rounds[variant].push(measured);
      house.say(`${row.name}, round ${number}: ${variant} ${JSON.stringify(measured, rounded)}`);
    }
  }
  return rounds;
}

const rounded = (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);

/** Where the policy library alone is below its floor nothing else is worth measuring. */
async function policyFirst() {
  const program = plain('tools/bench/policy/policy-bench.mjs', {}, (line) => console.log(line));
  if ((await program.ended) !== 0) throw new Error('the policy library is below its floor');
}

async function beside(house, { chosen, rounds: times }, keep) {
  for (const { row } of chosen) {
    const rounds = await measure(house, row, times);
    const judged = judge(row, rounds);
    keep(row, { rounds, judged });
    console.log(report(row, rounds, judged));
  }
  return 0;
}

async function against(house, life, { chosen, rounds: times, against: revision, tolerance }, keep) {
  const earlier = await earlierVersion(revision, { say, life });
  let slower = 0;
  for (const { row, file } of chosen) {
    const rounds = await measureAgainst({ house, earlier, row, file, rounds: times });
    const compared = compare(row, rounds, tolerance);
    keep(row, { before: earlier.commit, rounds, compared });
    console.log(comparison(row, compared));
    slower += compared.filter((one) => one.slower).length;
  }
  await earlier.house.close();
  console.log(slower === 0 ? '\nnothing is slower' : `\n${slower} slower than at ${revision}`);
  return slower === 0 ? 0 : 1;
}

const options = benchOptions(process.argv.slice(2), rows);
if (options.help !== undefined) {
  console.error(options.help);
  process.exitCode = 2;
} else {
  process.exitCode = await untilStopped(say, async (life) => {
    if (options.against === undefined) await policyFirst();
    const house = await openHouse({ say, life });
    const results = {};
    const keep = (row, measured) => {
      results[row.name] = { unit: row.unit, ...measured };
      writeFileSync(join(house.dir, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
    };
    const code = await (options.against === undefined
      ? beside(house, options, keep)
      : against(house, life, options, keep));
    await house.close();
    return code;
  });
}
