#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../../dist/tools/cli/seloste.main.js', import.meta.url);
const builder = new URL('../dev/build.mjs', import.meta.url);

try {
  // An old build would answer by the law and the rules of then; the image has the build and no builder.
  if (existsSync(builder)) {
    const { ensureBuild } = await import(builder.href);
    await ensureBuild({ say: (words) => console.error(`seloste: ${words}`) });
  }
  await import(built.href);
} catch (error) {
  const missing = error instanceof Error && error.code === 'ERR_MODULE_NOT_FOUND';
  console.error(
    missing
      ? 'seloste: packages are missing: npm ci'
      : `seloste: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 2;
}
