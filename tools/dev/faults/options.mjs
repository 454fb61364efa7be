import { parseArgs } from 'node:util';

const help = `npm run test:faults [-- options]: seeded faults on three broker nodes and three mongod members, under load.
  --seed <n>      the first seed (else one of the moment; it is printed)
  --runs <n>      how many runs, each with the next seed (20; with --seed 1)
  --older <rev>   the commit whose build takes part in rolling restarts (HEAD~30; none: of the same build)
A run that fails leaves its history and the services' logs in .seloste/faults/seed-<n>.`;

const whole = (name, text, least) => {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new Error(`--${name} ${text} is not a whole number from ${least} on`);
  return Number(text);
};

export function faultOptions(args, now = Date.now()) {
  const text = { type: 'string' };
  const { values } = parseArgs({
    args,
    options: { seed: text, runs: text, older: text, help: { type: 'boolean', default: false } },
  });
  const { seed, runs = seed === undefined ? '20' : '1', older = 'HEAD~30' } = values;
  return {
    seed: seed === undefined ? Math.floor(now / 1000) % 1_000_000 : whole('seed', seed, 0),
    runs: whole('runs', runs, 1),
    older: older === 'none' ? undefined : older,
    help: values.help ? help : undefined,
  };
}
