import type { Connection } from 'mongoose';
import { openMongo } from '#storage';
import { mongoOptions } from './certificates.js';
import { serviceNames, type ServiceName } from '../../apps/services.js';
import { required, type Surroundings, UsageError } from './surroundings.js';

export function serviceCalled(name: string): ServiceName {
  const service = serviceNames.find((one) => one === name);
  if (service === undefined)
    throw new UsageError(`there is no service ${name}; known: ${serviceNames.join(', ')}`);
  return service;
}

/** The databases of one service, by the variables the service itself has. */
export async function withDatabases<T>(
  around: Surroundings,
  work: (data: Connection, keys: Connection) => Promise<T>,
): Promise<T> {
  const { MONGODB_URI, KEYS_MONGODB_URI } = required(around.env, 'MONGODB_URI', 'KEYS_MONGODB_URI');
  const data = await openMongo(MONGODB_URI, mongoOptions(around));
  try {
    const keys = await openMongo(KEYS_MONGODB_URI, mongoOptions(around));
    try {
      return await work(data, keys);
    } finally {
      await keys.close();
    }
  } finally {
    await data.close();
  }
}
