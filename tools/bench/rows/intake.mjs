import { ourService, plain } from '../house.mjs';
import { emptied } from '../intake/emptied.mjs';

/** How many events, and from which one on the time counts. */
const few = { count: 4_000, from: 1 };
const many = { count: 60_000, from: 20_000 };

const program =
  (file, env = {}) =>
  ({ servers }, run, database) => [
    plain(file, {
      AMQP_URL: servers.amqpUrl(run),
      MONGODB_URI: servers.mongoUri(database),
      QUEUE: 'retention.intake',
      ...env,
    }),
  ];
const retention = (extra) => async (house, run) => [await ourService(house, 'retention', run, { extra })];

const loop = 'tools/bench/intake/bare-loop.mjs';
const variants = {
  bare: { ...many, start: program(loop) },
  worked: { ...many, start: program(loop, { WORK: 'yes' }) },
  ours: { ...many, start: retention({}) },
  sealed: { ...many, start: retention({ LEDGER_EVERY_MS: '500' }), sealed: true },
  stock: { ...few, start: program('dist/tools/bench/intake/stock-nest.main.js'), packet: true },
};

export const intake = {
  name: 'intake',
  title: 'Intake: store event → durable retention record',
  unit: 'events/s',
  variants: Object.keys(variants),
  ours: ['ours', 'sealed'],
  ratios: [
    { of: 'ours', to: 'bare', goal: 0.5, says: 'retention, of the bare amqplib + mongodb batch loop' },
    { of: 'ours', to: 'worked', goal: 0.85, says: 'of the same loop with class-validator and upserts' },
    { of: 'sealed', to: 'bare', goal: 0.35, says: 'until the ledger has sealed all, of the bare loop' },
    { of: 'ours', to: 'stock', goal: 6, says: 'of the stock Nest transport with create()' },
  ],
  measure: (house, variant, number) => emptied(house, `${variant}${number}`, variants[variant]),
};
