import { storeEvents } from '../intake/events.mjs';
import { clean, fill, ourService, plain, prepare, rateUntil } from '../house.mjs';

const loop = 'tools/bench/intake/bare-loop.mjs';

/** How many events, and from which one on the time counts. */
const few = { count: 4_000, from: 1 };
const many = { count: 60_000, from: 20_000 };

/** A queue is filled first; then one process empties it, and is timed by what is durable in the database. */
const variants = {
  bare: { ...many, start: (env) => plain(loop, env) },
  worked: { ...many, start: (env) => plain(loop, { ...env, WORK: 'yes' }) },
  ours: { ...many, service: {} },
  sealed: { ...many, service: { LEDGER_EVERY_MS: '500' }, sealed: true },
  stock: { ...few, start: (env) => plain('dist/tools/bench/intake/stock-nest.main.js', env), packet: true },
};

export const intake = {
  name: 'intake',
  title: 'Intake: store event → durable retention record',
  unit: 'events/s',
  variants: Object.keys(variants),
  ratios: [
    { of: 'ours', to: 'bare', goal: 0.5, says: 'retention, of the bare amqplib + mongodb batch loop' },
    { of: 'ours', to: 'worked', goal: 0.85, says: 'of the same loop with class-validator and upserts' },
    { of: 'sealed', to: 'bare', goal: 0.35, says: 'until the ledger has sealed all, of the bare loop' },
    { of: 'ours', to: 'stock', goal: 6, says: 'of the stock Nest transport with create()' },
  ],
  async measure(house, variant, number) {
    const { count, from, start, service, sealed, packet } = variants[variant];
    const { servers, client } = house;
    const run = `${variant}${number}`;
    const database = `${run}_retention`;
    const facts = client.db(database).collection('facts');
    await prepare(house, run);
    await fill(house, run, storeEvents(count), packet);
    const program =
      service === undefined
        ? start({
            AMQP_URL: servers.amqpUrl(run),
            MONGODB_URI: servers.mongoUri(database),
            QUEUE: 'retention.intake',
          })
        : await ourService(house, 'retention', run, { extra: service });
    const seen = async () => {
      const durable = await facts.estimatedDocumentCount();
      if (durable < count || !sealed) return durable;
      return (await facts.findOne({ seal: null })) === null ? count : 0;
    };
    const rate = await rateUntil(count, from, seen);
    await program.stop();
    await clean(house, run, database, `${database}_keys`);
    return rate;
  },
};
