import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';

const LOOK_AGAIN_AFTER_MS = 10_000;

/** The issuer's public keys, from `https:` (cached by jose) or from a file that may be rotated under us. */
export async function openKeySet(uri: string): Promise<JWTVerifyGetKey> {
  const url = new URL(uri);
  if (url.protocol !== 'file:')
    return createRemoteJWKSet(url, { timeoutDuration: 3000, cooldownDuration: 10_000 });
  const path = fileURLToPath(url);
  let current = await readKeySet(path);
  let changedAt = (await stat(path)).mtimeMs;
  let lookedAt = 0;
  return async (header, token) => {
    try {
      return await current(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - lookedAt < LOOK_AGAIN_AFTER_MS)
        throw error;
      lookedAt = Date.now();
      const { mtimeMs } = await stat(path);
      if (mtimeMs === changedAt) throw error;
      current = await readKeySet(path);
      changedAt = mtimeMs;
      return current(header, token);
    }
  };
}

async function readKeySet(path: string): Promise<ReturnType<typeof createLocalJWKSet>> {
  const keys = JSON.parse(await readFile(path, 'utf8')) as JSONWebKeySet;
  if (keys.keys.some((key) => key.d !== undefined || key.kty === 'oct')) {
    throw new Error(`${path} holds a private or symmetric key; only public keys belong there`);
  }
  return createLocalJWKSet(keys);
}
