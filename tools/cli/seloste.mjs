#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../../dist/tools/cli/seloste.main.js', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('seloste is not built yet: npm run build');
  process.exitCode = 2;
}
