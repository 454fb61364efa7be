import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  databaseUsers,
  ensureSecrets,
  forDevelopmentOnly,
  mintToken,
  registeredIn,
} from '../tools/dev/secrets.mjs';

const random = (bytes = 24) => randomBytes(bytes).toString('base64url');
const TOKEN_DAYS = 30;

/** The compose file names the examples' secrets, whether they are started or not. */
const withExamples = ({ stores, marketingServices }) => ({
  stores: [...new Set([...stores, 'web-store'])],
  marketingServices: [...new Set([...marketingServices, 'marketing-service'])],
});

/**
 * Everything the compose file reads from files, made at random and never replaced. With `development` also a token
 * issuer and the marketing service's token; elsewhere the company's own issuer gives tokens.
 */
export function makeSecrets(folder, { development = false } = {}) {
  if (development) forDevelopmentOnly();
  ensureSecrets(folder, { registered: withExamples(registeredIn()) });
  const file = (name) => join(folder, name);
  const once = (name, content) => {
    if (!existsSync(file(name))) writeFileSync(file(name), content, { mode: 0o600 });
  };
  const users = JSON.parse(readFileSync(file('broker-users.json'), 'utf8'));
  for (const [user, password] of Object.entries(users)) once(`broker-${user}`, password);
  once('broker-admin', random());
  const admin = readFileSync(file('broker-admin'), 'utf8').trim();
  once('broker-admin.conf', `default_user = seloste-admin\ndefault_pass = ${admin}\n`);
  once('mongodb-keyfile', randomBytes(567).toString('base64'));
  const ofDatabases = JSON.parse(readFileSync(file('database-users.json'), 'utf8'));
  for (const user of databaseUsers) once(`mongodb-${user}`, ofDatabases[user]);
  once('mongodb-root', random());
  if (development) {
    const minutes = TOKEN_DAYS * 24 * 60;
    const token = mintToken(folder, { role: 'marketing', sub: 'marketing-service', minutes });
    // Tokens end, so this one alone is made anew each time.
    rmSync(file('marketing-service.token'), { force: true });
    once('marketing-service.token', token);
  } else {
    for (const name of ['dev-issuer.private.jwk.json', 'jwks.json']) rmSync(file(name), { force: true });
    once('marketing-service.token', 'from-your-own-issuer');
  }
  openForContainers(folder);
  return folder;
}

/** Containers read them under users of their own; on the host the closed folder keeps everybody else out. */
function openForContainers(folder) {
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) {
    chmodSync(join(folder, name), name.startsWith('dev-issuer.') ? 0o400 : 0o444);
  }
}

if (import.meta.filename === resolve(process.argv[1] ?? '')) {
  const [folder, flag] = process.argv.slice(2);
  if (folder === undefined || (flag !== undefined && flag !== '--development')) {
    process.stderr.write('node deploy/make-secrets.mjs <folder> [--development]\n');
    process.exitCode = 2;
  } else {
    try {
      makeSecrets(folder, { development: flag === '--development' });
      process.stdout.write(`the secrets are in ${folder}\n`);
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    }
  }
}
