import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ignoresSystemServers, onPath } from '../process/which.mjs';
import { run } from '../process/run.mjs';
import { fromDebian } from './from-debian.mjs';

const supported = 4;

const waysOut = `No RabbitMQ could be found or fetched. Any one of these helps:
  - install RabbitMQ ${supported} (package rabbitmq-server) and start again; its own service may stay off;
  - point AMQP_URL and RABBITMQ_MANAGEMENT_URL at a broker that runs already;
  - on Debian or Ubuntu, let apt reach its archive: the packages are then unpacked privately.`;

/** What is installed as `rabbitmq-server` may be a wrapper that changes the user: we want the script behind it. */
function installedServers() {
  const debian = ['/usr/lib/rabbitmq/bin/rabbitmq-server'].filter((path) => existsSync(path));
  const links = [
    ...debian,
    ...onPath('rabbitmq-server', ['/usr/local/sbin', '/opt/homebrew/sbin', '/usr/sbin']),
  ];
  const scripts = links.map((path) => realpathSync(path));
  return [...new Set(scripts)].filter((path) => existsSync(join(dirname(path), 'rabbitmq-env')));
}

function epmdBeside(erl) {
  const bin = dirname(realpathSync(erl));
  const runtime = join(bin, '..');
  const erts = existsSync(runtime) ? readdirSync(runtime).filter((name) => name.startsWith('erts-')) : [];
  const folders = [
    bin,
    ...erts.map((name) => join(runtime, name, 'bin')),
    join(runtime, 'lib', 'erlang', 'bin'),
  ];
  return folders.map((folder) => join(folder, 'epmd')).find((path) => existsSync(path));
}

function installed() {
  if (ignoresSystemServers()) return undefined;
  const erl = onPath('erl', ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'])[0];
  const server = erl && installedServers()[0];
  const epmd = server && (epmdBeside(erl) ?? onPath('epmd')[0]);
  return epmd ? described({ server, epmd, erlang: dirname(erl), origin: 'of this machine' }) : undefined;
}

/** Starting `epmd -names` on an unused port loads the binary and its libraries, and nothing else. */
async function usable(found) {
  const { output } = await run(found.epmd, ['-port', '1', '-names'], {
    env: { ...process.env, ...found.env },
  });
  return output.includes('epmd');
}

function described(found) {
  const home = join(dirname(found.server), '..');
  return {
    ...found,
    plugins: join(home, 'plugins'),
    version: /rabbitmq_server-([\d.]+\d)/.exec(realpathSync(home))?.[1] ?? 'unknown',
  };
}

const isSupported = ({ version }) => Number.parseInt(version, 10) >= supported;

function machine({ older }) {
  return () => {
    const found = installed();
    return found && isSupported(found) !== older ? found : undefined;
  };
}

const packaged = (source) => async (cache, say) => {
  const kept = source.kept(cache);
  if (kept && (await usable(kept))) return described({ ...kept, origin: 'fetched earlier' });
  const fetched = await source.fetch(cache, say);
  if (!(await usable(fetched))) throw new Error('it does not run here');
  return described({ ...fetched, origin: `fetched from ${source.label}` });
};

const trixie = fromDebian({ folder: 'rabbitmq-trixie', label: "Debian 13's packages", suite: 'trixie' });
const sid = fromDebian({ folder: 'rabbitmq-sid', label: "Debian unstable's packages", suite: 'sid' });
const archive = fromDebian({ folder: 'rabbitmq', label: "the packages of this machine's archive" });

/** A server of this machine that is older than what is supported comes after one that can be fetched. */
const preferred = [
  ['RabbitMQ of this machine', machine({ older: false })],
  [`RabbitMQ from ${trixie.label}`, packaged(trixie)],
  ['RabbitMQ of this machine', machine({ older: true })],
  [`RabbitMQ from ${archive.label}`, packaged(archive)],
];

/** What `SELOSTE_RABBITMQ` may name, to try another version. */
const named = {
  machine: () => installed(),
  trixie: packaged(trixie),
  sid: packaged(sid),
  archive: packaged(archive),
};

function wanted(name) {
  if (!name) return preferred;
  if (!named[name]) throw new Error(`SELOSTE_RABBITMQ=${name} is none of ${Object.keys(named).join(', ')}`);
  return [[`RabbitMQ as SELOSTE_RABBITMQ=${name} names it`, named[name]]];
}

/** A RabbitMQ to run as our own child: the machine's, else the one unpacked before, else unpacked now. */
export async function findRabbit({ cache, say }) {
  const name = process.env.SELOSTE_RABBITMQ;
  for (const [what, find] of wanted(name)) {
    try {
      const found = await find(cache, say);
      if (!found) continue;
      if (!name && !isSupported(found))
        say(`${what} is ${found.version}, older than ${supported}: used for want of a newer one`);
      return found;
    } catch (error) {
      say(`${what}: ${error.message}`);
    }
  }
  throw new Error(waysOut);
}
