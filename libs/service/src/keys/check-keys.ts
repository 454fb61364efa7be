import { createHmac } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import type { Connection } from 'mongoose';
import {
  type HashKeys,
  type KeyFile,
  KidsInUse,
  readErasures,
  readKeyFile,
  type WrappedKeys,
} from '#storage';
import type { ServiceConfig } from '../config/read-config.js';
import { CONNECTION, HASH_KEYS, WRAPPED_KEYS } from '../tokens.js';

/** Before anything is read, hashed or sealed: every key that something here was made by must be there, and be the same. */
export async function checkKeys(app: INestApplicationContext, config: ServiceConfig): Promise<void> {
  await app.get<WrappedKeys>(WRAPPED_KEYS).check();
  const kids = new KidsInUse(app.get<Connection>(CONNECTION));
  await kids.checkHashKeys(app.get<HashKeys>(HASH_KEYS), async (kid) =>
    [...(await readErasures(config.erasureLedgerDir, config.name)).values()]
      .flat()
      .some((line) => line.kid === kid),
  );
  if (config.linkKeysFile !== undefined)
    await kids.checkLinkKeys(fingerprintsOf(await readKeyFile(config.linkKeysFile)));
}

/** Equal where the keys are, and telling nothing of them. */
const fingerprintsOf = ({ keys }: KeyFile): ReadonlyMap<string, string> =>
  new Map(
    [...keys].map(([kid, key]) => [
      kid,
      createHmac('sha256', key).update('seloste/fingerprint').digest('hex').slice(0, 12),
    ]),
  );
