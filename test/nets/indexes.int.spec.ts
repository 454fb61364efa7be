import { expect, it } from '@jest/globals';
import { setUpDatabase } from '#service';
import { testDatabase } from '#testing';
import { services } from '../../apps/services.js';
import { asText, isHeld } from './held.js';
import { indexesMade } from './indexes-made.js';

it('each service has the collections and indexes that are held', async () => {
  const sections: Record<string, readonly string[]> = {};
  for (const service of services) {
    const [data, keys] = await Promise.all([testDatabase('net'), testDatabase('net_keys')]);
    await setUpDatabase(service, { data: data.connection, keys: keys.connection });
    sections[service.name] = await indexesMade(data.connection);
    sections[`${service.name}, keys`] = await indexesMade(keys.connection);
    await Promise.all([data.drop(), keys.drop()]);
  }
  expect(Object.values(sections).every((lines) => lines.length > 0)).toBe(true);
  isHeld('indexes.txt', asText(sections));
}, 60_000);
