import { measuredWrites } from './http.mjs';

export const latency = latencyAt({ name: 'latency', rate: 500, seconds: 5, most: { p50: 2, p99: 2 } });

/** Long enough for three seals, so that what sealing holds up is within the slowest hundredth. */
export const latency250 = latencyAt({
  name: 'latency250',
  rate: 250,
  seconds: 30,
  most: { p50: 10, p99: 10 },
});

function latencyAt({ name, rate, seconds, most }) {
  return {
    name,
    title: `Latency: HTTP write → event at the consumer, ${rate} writes/s`,
    unit: 'ms',
    variants: ['bare', 'ours'],
    ours: ['ours'],
    ratios: ['p50', 'p99'].map((figure) => ({
      of: 'ours',
      to: 'bare',
      figure,
      most: most[figure],
      says: `${figure}, of a bare write-then-confirmed-publish`,
    })),
    measure(house, variant, number) {
      const run = `${name}${variant}${number}`;
      const env = { AMQP_URL: house.servers.amqpUrl(run), RATE: String(rate), SECONDS: String(seconds) };
      return measuredWrites(house, run, { bare: variant === 'bare', load: 'event-latency.mjs', env });
    },
  };
}
