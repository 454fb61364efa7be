import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillSecrets } from './fill-secrets.mjs';

// node deploy/start.mjs <program> [its arguments]: the program runs in this process, so signals reach it.
process.argv.splice(1, 1);
Object.assign(process.env, fillSecrets(process.env));
await import(pathToFileURL(resolve(process.argv[1])).href);
