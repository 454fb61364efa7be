import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from '../../dev/process/run.mjs';

/** The floors of `npm run bench:policy` are its own business; here it is measured beside another version. */
export const policy = {
  name: 'policy',
  title: 'The policy library alone: decisions, and clocks of records, on one core',
  unit: 'a second',
  variants: ['ours'],
  ours: ['ours'],
  ratios: [],
  async measure({ at, dir }) {
    const program = join(at, 'tools/bench/policy/policy-bench.mjs');
    const env = { ...process.env, BENCH_FLOORS: '0' };
    const { ok, output } = await run(process.execPath, [program], { cwd: at, env });
    if (!ok) throw new Error(lastLines(output));
    const { decisionsPerSecond: decide, recordsPerSecond: clocks } = JSON.parse(
      readFileSync(join(dir, 'policy.json'), 'utf8'),
    );
    return { decide, clocks };
  },
};
