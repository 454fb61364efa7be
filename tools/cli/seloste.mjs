#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../../dist/tools/cli/seloste.main.js', import.meta.url);
const onNode = new URL('../dev/on-node.mjs', import.meta.url);
const builder = new URL('../dev/build.mjs', import.meta.url);

/** The image has a Node that will do, the build, and nothing that would make them. */
async function run() {
  if (existsSync(onNode)) {
    const { elsewhere } = await import(onNode.href);
    const code = await elsewhere(fileURLToPath(import.meta.url), process.argv.slice(2));
    if (code !== undefined) {
      process.exitCode = code;
      return;
    }
    // An old build would answer by the law and the rules of then.
    const { ensureBuild } = await import(builder.href);
    await ensureBuild({ say: (words) => console.error(`seloste: ${words}`) });
  }
  await import(built.href);
}

try {
  await run();
} catch (error) {
  const missing = error instanceof Error && error.code === 'ERR_MODULE_NOT_FOUND';
  console.error(
    missing
      ? 'seloste: packages are missing: npm ci'
      : `seloste: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 2;
}
