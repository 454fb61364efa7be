import { measuredWrites } from './http.mjs';

export const latency = {
  name: 'latency',
  title: 'Latency: HTTP write → event at the consumer, 500 writes/s',
  unit: 'ms',
  variants: ['bare', 'ours'],
  ours: ['ours'],
  ratios: [
    { of: 'ours', to: 'bare', figure: 'p50', most: 2, says: 'p50, of a bare write-then-confirmed-publish' },
    { of: 'ours', to: 'bare', figure: 'p99', most: 2, says: 'p99' },
  ],
  measure(house, variant, number) {
    const run = `${variant}${number}`;
    const env = { AMQP_URL: house.servers.amqpUrl(run), RATE: '500', SECONDS: '5' };
    return measuredWrites(house, run, { bare: variant === 'bare', load: 'event-latency.mjs', env });
  },
};
