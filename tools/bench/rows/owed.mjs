import { join } from 'node:path';
import { brokerPassword } from '../../dev/secrets.mjs';
import { clean, measuredBy, prepare } from '../house.mjs';

export const owed = {
  name: 'owed',
  title: 'Owed events: facts written, their events confirmed, the facts marked',
  unit: 'events/s',
  variants: ['bare', 'ours'],
  ours: ['ours'],
  ratios: [{ of: 'ours', to: 'bare', goal: 0.45, says: 'of a bare insertMany + confirmed publish loop' }],
  async measure(house, variant, number) {
    const { servers, secrets } = house;
    const run = `owed${variant}${number}`;
    await prepare(house, run);
    const user = { user: 'consent', password: brokerPassword(secrets, 'consent') };
    const { rate } = await measuredBy('tools/bench/owed/owed-loop.mjs', {
      AMQP_URL: servers.amqpUrl(run, user),
      MONGODB_URI: servers.mongoUri(run),
      JOURNAL_KEY_FILE: join(secrets, 'journal-consent.key'),
      BATCHES: '40',
      ...(variant === 'bare' && { BARE: 'yes' }),
    });
    await clean(house, run, run);
    return rate;
  },
};
