import { storeEvents } from '../intake/events.mjs';
import { clean, fill, ourService, prepare, rateUntil } from '../house.mjs';
import { slowWrites } from '../slow/slow-writes.mjs';

const delayMs = 20;
const count = 60_000;
const from = 20_000;

export const slow = {
  name: 'slow',
  title: `Intake with ${delayMs} ms added to each database write`,
  unit: 'events/s',
  variants: ['one', 'two'],
  ratios: [{ of: 'two', to: 'one', goal: 1.8, says: 'two instances, of what one takes in' }],
  async measure(house, variant, number) {
    const run = `slow${variant}${number}`;
    const database = `${run}_retention`;
    await prepare(house, run);
    await fill(house, run, storeEvents(count));
    const proxy = await slowWrites(house.servers.mongoPort, delayMs);
    const mongoUri = (...of) =>
      house.servers
        .mongoUri(...of)
        .replace(`:${house.servers.mongoPort}/`, `:${proxy.port}/`)
        .replace(/replicaSet=\w+/, 'directConnection=true');
    const slowHouse = { ...house, servers: { ...house.servers, mongoUri } };
    const programs = [];
    for (let instance = 0; instance < (variant === 'two' ? 2 : 1); instance += 1)
      programs.push(await ourService(slowHouse, 'retention', run, { name: `retention-${instance}` }));
    const facts = house.client.db(database).collection('facts');
    const rate = await rateUntil(count, from, () => facts.estimatedDocumentCount());
    for (const program of programs) await program.stop();
    proxy.stop();
    await clean(house, run, database, `${database}_keys`);
    return rate;
  },
};
