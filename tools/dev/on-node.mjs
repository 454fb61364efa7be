/**
 * `node tools/dev/on-node.mjs <program.mjs or command> …`: runs it under a Node that package.json's engines allow. Where the
 * machine's is older, a pinned one is fetched into .seloste and used for it and all that it starts. This file, and what it
 * imports, must run on Node 18.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fetchedNode } from './node/fetched.mjs';
import { isSupported } from './node/supported.mjs';
import { cache, root } from './paths.mjs';
import { dyingWithUs } from './process/guarded.mjs';

const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const say = (line) => console.error(line);

const fits = () => isSupported(process.version, engines.node);

function newer() {
  const need = `Node ${process.version.slice(1)} is older than what Seloste runs on (${engines.node})`;
  try {
    const found = fetchedNode({ cache, say });
    say(`${need}: going on under Node ${found.version} in .seloste/cache`);
    return found.node;
  } catch (error) {
    const way = 'Install Node 24, or let this machine reach its npm registry, and start again.';
    throw new Error(`${need}, and no newer one could be fetched (${error.message}).\n${way}`, {
      cause: error,
    });
  }
}

/** With our terminal; a signal goes on to it, and its end is ours. */
function runAsOurs(command, args, env) {
  const [program, ...rest] = dyingWithUs([command, ...args]);
  let child;
  // Before it is started: one that comes while it starts would end us and not it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child?.kill(signal));
  child = spawn(program, rest, { env, stdio: 'inherit' });
  return new Promise((end, fail) => {
    child.once('error', fail);
    child.once('exit', (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });
}

/** Runs the program on a supported Node if this is none, and gives its exit code; undefined where this one is. */
export async function elsewhere(program, args) {
  if (fits()) return undefined;
  const node = newer();
  const path = [dirname(node), process.env.PATH].filter(Boolean).join(delimiter);
  const env = { ...process.env, PATH: path, NODE: node, npm_node_execpath: node };
  return program.endsWith('.mjs') ? runAsOurs(node, [program, ...args], env) : runAsOurs(program, args, env);
}

async function main([program, ...args]) {
  const code = await elsewhere(program, args);
  if (code !== undefined) return code;
  if (!program.endsWith('.mjs')) return runAsOurs(program, args, process.env);
  process.argv.splice(1, 1);
  process.argv[1] = resolve(program);
  await import(pathToFileURL(process.argv[1]).href);
  return undefined;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const code = await main(process.argv.slice(2));
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
