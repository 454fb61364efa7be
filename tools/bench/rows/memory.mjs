import { setTimeout as pause } from 'node:timers/promises';
import { services } from '../../dev/secrets.mjs';
import { storeEvents } from '../intake/events.mjs';
import { clean, fill, ourService, prepare } from '../house.mjs';

const count = 100_000;

export const memory = {
  name: 'memory',
  title: `Memory: resident MiB of each service after ${count} store events`,
  unit: 'MiB',
  rounds: 1,
  variants: ['ours'],
  ours: ['ours'],
  ratios: services.map((figure) => ({ of: 'ours', figure, most: 200, says: figure })),
  async measure(house) {
    const run = 'memory';
    await prepare(house, run);
    const programs = [];
    for (const service of services) programs.push(await ourService(house, service, run));
    for (const program of programs) await program.ready();
    await fill(house, run, storeEvents(count));
    const facts = house.client.db(`${run}_retention`).collection('facts');
    while ((await facts.estimatedDocumentCount()) < count) await pause(200);
    await pause(3000);
    const resident = {};
    for (const [index, service] of services.entries()) {
      const text = await (await fetch(`${programs[index].url}/metrics`)).text();
      const bytes = Number(/^process_resident_memory_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1]);
      resident[service] = bytes / 1024 / 1024;
    }
    for (const program of programs) await program.stop();
    await clean(house, run, ...services.map((service) => `${run}_${service.replaceAll('-', '_')}`));
    return resident;
  },
};
