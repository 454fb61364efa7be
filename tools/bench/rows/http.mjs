import { choosePort } from '../../dev/process/ports.mjs';
import { mintToken } from '../../dev/secrets.mjs';
import { clean, measuredBy, ourService, plain, prepare } from '../house.mjs';

const variants = Object.fromEntries(
  [1, 32, 128].flatMap((connections) => [
    [`bare-${connections}`, { connections, bare: true }],
    [`ours-${connections}`, { connections, bare: false }],
  ]),
);

export const http = {
  name: 'http',
  title: 'HTTP writes: a withdrawal with validation, access check, audit record and owed event',
  unit: 'requests/s',
  variants: Object.keys(variants),
  ours: Object.keys(variants).filter((name) => !variants[name].bare),
  ratios: [
    { of: 'ours-1', to: 'bare-1', goal: 0.8, says: 'of a bare Node server with insertOne, 1 connection' },
    { of: 'ours-32', to: 'bare-32', goal: 1.5, says: '32 connections' },
    { of: 'ours-128', to: 'bare-128', goal: 2.5, says: '128 connections' },
  ],
  async measure(house, variant, number) {
    const { connections, bare } = variants[variant];
    const env = { CONNECTIONS: String(connections), SECONDS: '4' };
    const run = `${variant}x${number}`;
    const { rate } = await measuredWrites(house, run, { bare, load: 'http-load.mjs', env });
    return rate;
  },
};

/** What a program of the folder `load` measures with withdrawals at consent, or at a bare server, which also has `env`. */
export async function measuredWrites(house, run, { bare, load, env }) {
  await prepare(house, run);
  const { url, stop } = await (bare ? bareServer(house, run, env) : consent(house, run));
  const measured = await measuredBy(`tools/bench/load/${load}`, {
    ...env,
    URL: `${url}/v1/consents/withdrawals`,
    TOKEN: mintToken(house.secrets, { role: 'desk', sub: 'bench', minutes: 60 }),
  });
  await stop();
  await clean(house, run, `${run}_consent`, `${run}_consent_keys`);
  return measured;
}

/** The limits that protect it from one caller alone are off; nothing else is. */
async function consent(house, run) {
  const program = await ourService(house, 'consent', run, { extra: { RATE_LIMIT_PERSON: '0' } });
  await program.ready();
  return { url: program.url, stop: () => program.stop() };
}

async function bareServer({ servers }, run, env) {
  const port = await choosePort([], { what: 'bare server', say: () => {} });
  let program;
  await new Promise((ready, failed) => {
    const given = { MONGODB_URI: servers.mongoUri(`${run}_consent`), PORT: String(port), ...env };
    program = plain('tools/bench/http/bare-server.mjs', given, ready);
    void program.ended.then(() => failed(new Error('the bare server ended')));
  });
  return { url: `http://127.0.0.1:${port}`, stop: program.stop };
}
