import { clean, measuredBy, prepare } from '../house.mjs';
import { bareServer, consent, tokenOf } from './http.mjs';

export const latency = {
  name: 'latency',
  title: 'Latency: HTTP write → event at the consumer, 500 writes/s',
  unit: 'ms',
  variants: ['bare', 'ours'],
  ratios: [
    { of: 'ours', to: 'bare', figure: 'p50', most: 2, says: 'p50, of a bare write-then-confirmed-publish' },
    { of: 'ours', to: 'bare', figure: 'p99', most: 2, says: 'p99' },
  ],
  async measure(house, variant, number) {
    const run = `${variant}${number}`;
    const amqp = { AMQP_URL: house.servers.amqpUrl(run) };
    if (variant === 'bare') await prepare(house, run);
    const { url, stop } = await (variant === 'bare' ? bareServer(house, run, amqp) : consent(house, run));
    const figures = await measuredBy('tools/bench/load/event-latency.mjs', {
      ...amqp,
      URL: `${url}/v1/consents/withdrawals`,
      RATE: '500',
      SECONDS: '5',
      TOKEN: tokenOf(house),
    });
    await stop();
    await clean(house, run, `${run}_consent`, `${run}_consent_keys`);
    return figures;
  },
};
