import { ourService } from '../house.mjs';
import { emptied } from '../intake/emptied.mjs';
import { slowWrites } from '../slow/slow-writes.mjs';

const delayMs = 20;

export const slow = {
  name: 'slow',
  title: `Intake with ${delayMs} ms added to each database write`,
  unit: 'events/s',
  variants: ['one', 'two'],
  ours: ['one', 'two'],
  ratios: [{ of: 'two', to: 'one', goal: 1.8, says: 'two instances, of what one takes in' }],
  async measure(house, variant, number) {
    const { servers } = house;
    const proxy = await slowWrites(servers.mongoPort, delayMs);
    const mongoUri = (...of) =>
      servers
        .mongoUri(...of)
        .replace(`:${servers.mongoPort}/`, `:${proxy.port}/`)
        .replace(/replicaSet=\w+/, 'directConnection=true');
    const slowHouse = { ...house, servers: { ...servers, mongoUri } };
    const names = variant === 'two' ? ['retention-0', 'retention-1'] : ['retention-0'];
    const start = (_, run) =>
      Promise.all(names.map((name) => ourService(slowHouse, 'retention', run, { name })));
    const rate = await emptied(house, `slow${variant}${number}`, { count: 60_000, from: 20_000, start });
    proxy.stop();
    return rate;
  },
};
