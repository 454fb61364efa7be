import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const placeholder = /\{secret:([a-z0-9.-]+)\}/g;
const isAddress = /^[a-z][a-z0-9+]*:\/\//;

export const secretsNamed = (value) => [...value.matchAll(placeholder)].map(([, name]) => name);

/**
 * Puts the contents of secret files where a variable says `{secret:name}`, encoded within an address: the compose
 * file shows every address, and no password stands in it or in what `docker inspect` tells.
 */
export function fillSecrets(env, folder = '/run/secrets') {
  const read = (name) => readFileSync(join(folder, name), 'utf8').trim();
  const filled = Object.entries(env)
    .filter(([, value]) => secretsNamed(value ?? '').length > 0)
    .map(([key, value]) => [
      key,
      value.replaceAll(placeholder, (_all, name) =>
        isAddress.test(value) ? encodeURIComponent(read(name)) : read(name),
      ),
    ]);
  return { ...env, ...Object.fromEntries(filled) };
}
