import type { MongoOptions } from '#storage';
import type { Surroundings } from './surroundings.js';

/** As the services read it: who signed MongoDB's certificate, where that is none of the system's list. */
export function mongoOptions({ env }: Surroundings): MongoOptions {
  const caFile = env['MONGODB_CA_FILE'];
  return caFile === undefined || caFile === '' ? {} : { caFile };
}
