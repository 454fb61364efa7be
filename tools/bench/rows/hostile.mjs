import { brokerPassword, mintToken } from '../../dev/secrets.mjs';
import { clean, measuredBy, ourService, prepare } from '../house.mjs';

const asked = ['marketing-suppression', 'consent', 'retention'];
const roles = { 'marketing-suppression': 'marketing', consent: 'desk', retention: 'store' };

export const hostile = {
  name: 'hostile',
  title: 'Input meant to stop a service: the longest answer to it, and the longest to /health/live beside it',
  unit: 'ms',
  variants: ['ours'],
  ours: ['ours'],
  ratios: [
    { of: 'ours', figure: 'answer', most: 100, says: 'an answer to a body' },
    { of: 'ours', figure: 'live', most: 100, says: '/health/live beside bodies and messages' },
  ],
  async measure(house, variant, number) {
    const run = `hostile${number}`;
    const { servers, secrets } = house;
    await prepare(house, run);
    const programs = [];
    for (const service of asked) programs.push(await ourService(house, service, run));
    for (const program of programs) await program.ready();
    const token = (role) =>
      mintToken(secrets, {
        role,
        sub: 'bench',
        minutes: 60,
        ...(role === 'store' && { source: 'web-store' }),
      });
    const user = { user: 'web-store', password: brokerPassword(secrets, 'web-store') };
    const services = asked.map((name, index) => [
      name,
      { url: programs[index].url, token: token(roles[name]) },
    ]);
    const measured = await measuredBy('tools/bench/load/hostile.mjs', {
      SERVICES: JSON.stringify(Object.fromEntries(services)),
      AMQP_URL: servers.amqpUrl(run, user),
    });
    for (const program of programs) await program.stop();
    await clean(house, run, ...asked.map((service) => `${run}_${service.replaceAll('-', '_')}`));
    return measured;
  },
};
