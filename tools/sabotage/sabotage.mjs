// npm run sabotage [-- [--list] [--format json] [statements | mechanisms | ID ...]]: disables the mechanism of each
// statement by its declared patch, in a copy of the tree, and expects the tests that name the statement to go red, and
// nothing else; with `mechanisms`, those behind the README's promises and behind access, and expects each declared spec
// to go red.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages } from '../dev/packages.mjs';
import { home, root } from '../dev/paths.mjs';
import { ensurePrometheus } from '../dev/prometheus.mjs';
import { claim, stopLeftovers } from '../dev/process/leftovers.mjs';
import { untilStopped } from '../dev/process/lifetime.mjs';
import { createSay } from '../dev/say.mjs';
import { startServers } from '../dev/servers.mjs';
import { testEnvironment } from '../dev/test-environment.mjs';
import { readStatements } from '../trace/statements.mjs';
import { readSabotages } from './declarations.mjs';
import { writeRecord } from './record.mjs';
import { planNeedsServers, planOf, runSabotages } from './run-sabotages.mjs';
import { createScratch } from './scratch.mjs';
import { showPatches, showVerdicts } from './show-verdicts.mjs';

const dir = join(home, 'sabotage');

function chosen() {
  const flag = { type: 'boolean', default: false };
  const options = { list: flag, help: flag, format: { type: 'string', default: 'text' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (!['text', 'json'].includes(values.format)) throw new Error('--format is text or json');
  const all = readSabotages(root);
  const unknown = positionals.filter(
    (id) => !['statements', 'mechanisms'].includes(id) && !all.some((one) => one.id === id),
  );
  if (unknown.length > 0) throw new Error(`no sabotage is declared for ${unknown.join(', ')}`);
  const sabotages = all.filter(
    ({ kind, id }) =>
      (positionals.length === 0 && kind === 'statement') ||
      positionals.includes(id) ||
      positionals.includes(kind === 'statement' ? 'statements' : 'mechanisms'),
  );
  return { ...values, all, sabotages };
}

async function begin({ life, say, all, sabotages, format }) {
  const plan = planOf(root, sabotages);
  await ensurePackages({ say });
  life.onEnd(claim(dir, 'npm run sabotage'));
  await stopLeftovers(join(dir, 'pids'), say);
  // What an earlier run left may be of other versions of the servers.
  for (const name of ['mongo', 'rabbitmq']) rmSync(join(dir, name), { recursive: true, force: true });
  const servers = planNeedsServers(plan)
    ? await startServers({ dir, say, mongo: { cacheGB: 0.5 }, onDown: life.crashed })
    : undefined;
  const scratches = ['one', 'two'].map((name) => createScratch(root, join(dir, name)));
  const statements = readStatements(root).map(({ id }) => id);
  const prometheus = servers && (await ensurePrometheus({ say }));
  const env = {
    ...(servers && testEnvironment(servers, dir)),
    ...(prometheus && { PROMETHEUS_DIR: prometheus }),
  };
  const verdicts = await runSabotages({ plan, scratches, statements, env, say });
  await servers?.stop();
  for (const name of ['one', 'two']) rmSync(join(dir, name), { recursive: true, force: true });
  writeRecord(root, all, verdicts);
  console.log(format === 'json' ? JSON.stringify(verdicts, null, 2) : showVerdicts(verdicts, sabotages));
  return verdicts.every(({ enforced }) => enforced) ? 0 : 1;
}

let options;
try {
  options = chosen();
} catch (error) {
  console.error(error.message);
  process.exitCode = error.code?.startsWith('ERR_PARSE_ARGS') || !error.message.startsWith('tools/') ? 2 : 1;
}
if (options?.help)
  console.log(
    'npm run sabotage [-- [--list] [--format text|json] [statements | mechanisms | ID ...]], e.g. -- transfer.us recipient.none',
  );
else if (options?.list)
  console.log(
    options.format === 'json' ? JSON.stringify(options.sabotages, null, 2) : showPatches(options.sabotages),
  );
else if (options) {
  // Only the answer goes to standard output.
  const say = createSay(process.stderr);
  process.exitCode = await untilStopped(say, (life) => begin({ ...options, life, say }), { onSignal: 130 });
}
