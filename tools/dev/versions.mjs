// npm run test:versions [-- row …]: what speaks with the servers, and two stories, on each version of Node, RabbitMQ and
// MongoDB that is supported and can be had here; a table at the end. Minutes for each row; no part of npm test.
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { home, root } from './paths.mjs';
import { untilStopped } from './process/lifetime.mjs';
import { run } from './process/run.mjs';
import { createSay } from './say.mjs';
import { nodeOf } from './versions/node-of.mjs';
import { chosenRows, resultOf, table } from './versions/rows.mjs';

const dir = join(home, 'versions');
const tests = ['libs/messaging/src', 'opt-out-stops-marketing', 'bad-messages'];

/** The tests in a process of their own, under the versions of the row. */
async function tried(row, say) {
  const { node, version } = await nodeOf(row.node, say);
  const log = join(dir, `${row.name}.log`);
  rmSync(log, { force: true });
  say(`${row.name}: Node ${version}; its log is ${relative(root, log)}`);
  const env = {
    ...process.env,
    PATH: [dirname(node), process.env.PATH].join(delimiter),
    ...(row.rabbitmq && { SELOSTE_RABBITMQ: row.rabbitmq }),
    ...(row.mongodb && { SELOSTE_MONGODB: row.mongodb }),
  };
  const args = ['tools/dev/test.mjs', 'integration', 'story', '--no-check', ...tests];
  await run(node, args, { cwd: root, env, onLine: (text) => appendFileSync(log, text) });
  return { name: row.name, node: version, ...resultOf(readFileSync(log, 'utf8')) };
}

async function begin(rows, say) {
  mkdirSync(dir, { recursive: true });
  const results = [];
  for (const row of rows) {
    results.push(await tried(row, say));
    say(table(results).at(-1));
  }
  console.log(table(results).join('\n'));
  return results.some(({ verdict }) => verdict === 'failed') ? 1 : 0;
}

let rows;
try {
  rows = chosenRows(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
if (rows) {
  const say = createSay();
  process.exitCode = await untilStopped(say, () => begin(rows, say), { onSignal: 130 });
}
