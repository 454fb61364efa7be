import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';

const LOOK_AGAIN_AFTER_MS = 10_000;
const OLD_AFTER_MS = 10 * 60_000;
/** Tokens seldom live longer: an issuer that is away for an hour has few left that would still count. */
const KEPT_FOR_MS = 60 * 60_000;

/** The issuer's public keys, from `https:` or from a file that may be rotated under us. */
export async function openKeySet(uri: string): Promise<JWTVerifyGetKey> {
  const url = new URL(uri);
  return url.protocol === 'file:' ? openFile(url) : openRemote(url);
}

/**
 * Read again after ten minutes behind the back of those who ask, and for a key id that is new, every ten seconds at most
 * whether it succeeds or not. While the issuer is away the keys of before go on for an hour.
 */
function openRemote(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: 3000,
    cooldownDuration: LOOK_AGAIN_AFTER_MS,
    cacheMaxAge: KEPT_FOR_MS,
    [customFetch]: atBoundedRate((...all) => fetch(...all)),
  });
  let readAt = -Infinity;
  return (header, token) => {
    if (Date.now() - readAt > OLD_AFTER_MS) {
      readAt = Date.now();
      if (keys.jwks() !== undefined) keys.reload().catch(() => (readAt = -Infinity));
    }
    return keys(header, token);
  };
}

/** After a failure nothing is asked for ten seconds: what fails is told apart from a token that is wrong. */
function atBoundedRate(ask: FetchImplementation): FetchImplementation {
  let failedAt = -Infinity;
  return async (...all) => {
    if (Date.now() - failedAt < LOOK_AGAIN_AFTER_MS) throw new IssuerAway();
    try {
      const answer = await ask(...all);
      if (answer.status === 200) return answer;
      throw new IssuerAway();
    } catch (cause) {
      failedAt = Date.now();
      throw new IssuerAway({ cause });
    }
  };
}

class IssuerAway extends Error {
  override readonly name = 'IssuerAway';
  constructor(options?: ErrorOptions) {
    super('the token issuer does not give its keys', options);
  }
}

/**
 * Looked at every ten seconds, so that a key taken out of it counts no longer. While it cannot be read, as in the middle of
 * being written, the keys of before go on for an hour.
 */
async function openFile(url: URL): Promise<JWTVerifyGetKey> {
  const path = fileURLToPath(url);
  let current = await readKeySet(path);
  let readAt = Date.now();
  let lookedAt = -Infinity;
  return async (header, token) => {
    if (Date.now() - lookedAt >= LOOK_AGAIN_AFTER_MS) {
      lookedAt = Date.now();
      try {
        current = await readKeySet(path);
        readAt = Date.now();
      } catch (cause) {
        if (Date.now() - readAt > KEPT_FOR_MS) throw new IssuerAway({ cause });
      }
    }
    return current(header, token);
  };
}

async function readKeySet(path: string): Promise<ReturnType<typeof createLocalJWKSet>> {
  const keys = JSON.parse(await readFile(path, 'utf8')) as JSONWebKeySet;
  if (keys.keys.some((key) => key.d !== undefined || key.kty === 'oct')) {
    throw new Error(`${path} holds a private or symmetric key; only public keys belong there`);
  }
  return createLocalJWKSet(keys);
}
