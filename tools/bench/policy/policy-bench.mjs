/**
 * How fast the policy library answers on one core: decisions, and clocks from stored civil dates. Fails where a floor is
 * not reached; BENCH_FLOORS=0 only measures. `npm run bench` runs it first.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, ensurePackages } from '../../dev/packages.mjs';
import { root } from '../../dev/paths.mjs';
import { decisions, inventory, today } from './cases.mjs';

const rounds = 7;
const floors = { decisionsPerSecond: 200_000, recordsPerSecond: 50_000 };
const say = (words) => console.error(words);

await ensurePackages({ say });
await ensureBuild({ say });
const { clocksOf, decide, parsePolicy, relationshipOf } = await import(
  new URL('../../../dist/libs/policy/src/index.js', import.meta.url).href
);
const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(join(root, file), 'utf8'), file);

const asked = decisions(100_000);
const held = inventory(100_000);
const rates = {
  decisionsPerSecond: perSecond(
    asked,
    ({ question, facts }) => decide(policy, question, facts).because.length,
  ),
  recordsPerSecond: perSecond(
    held,
    ({ record, activity, context }) =>
      clocksOf(policy, record, relationshipOf(policy, activity, today), context).length,
  ),
};
const allowed = asked.filter(({ question, facts }) => decide(policy, question, facts).allowed).length;

const dir = join(root, '.seloste', 'bench');
mkdirSync(dir, { recursive: true });
writeFileSync(
  join(dir, 'policy.json'),
  `${JSON.stringify({ ...rates, allowed: allowed / asked.length }, null, 2)}\n`,
);
console.log(`decide: ${rates.decisionsPerSecond}/s on one core (${allowed} of ${asked.length} allowed)`);
console.log(`clocks: ${rates.recordsPerSecond} records/s on one core, from stored civil dates`);
for (const [name, floor] of Object.entries(floors)) {
  if (rates[name] >= floor || process.env.BENCH_FLOORS === '0') continue;
  console.error(`${name}: ${rates[name]} is below ${floor}`);
  process.exitCode = 1;
}

/** The median of some rounds; the first only warms up. What is answered is used, so that nothing is optimised away. */
function perSecond(cases, answer) {
  const measured = [];
  let used = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const start = process.cpuUsage();
    for (const each of cases) used += answer(each);
    const { user, system } = process.cpuUsage(start);
    if (round > 0) measured.push(cases.length / ((user + system) / 1_000_000));
  }
  if (used === 0) throw new Error('nothing was answered');
  return Math.round(measured.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]);
}
