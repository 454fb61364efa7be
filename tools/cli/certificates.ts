import { readFile } from 'node:fs/promises';
import type { MongoOptions } from '#storage';
import { type Surroundings, UsageError } from './surroundings.js';

/** As the services read it: who signed MongoDB's certificate, where that is none of the system's list. */
export function mongoOptions({ env }: Surroundings): MongoOptions {
  const caFile = env['MONGODB_CA_FILE'];
  return caFile === undefined || caFile === '' ? {} : { caFile };
}

/** Who signed the broker's certificate, likewise. */
export async function brokerCa({ env }: Surroundings): Promise<{ readonly ca?: Buffer }> {
  const file = env['AMQP_CA_FILE'] ?? '';
  if (file === '') return {};
  try {
    return { ca: await readFile(file) };
  } catch (error) {
    throw new UsageError('AMQP_CA_FILE cannot be read', { cause: error });
  }
}
