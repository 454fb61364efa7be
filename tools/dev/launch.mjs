import { join } from 'node:path';
import { runDir } from './paths.mjs';
import { keepRunning } from './process/keep-running.mjs';
import { createReplay } from './replay.mjs';
import { services } from './secrets.mjs';
import { exampleEnv, serviceEnv, startExample, startService, vhost } from './services.mjs';

const places = { log: join(runDir, 'logs'), pids: join(runDir, 'pids') };
const listFile = join(runDir, 'newsletter-list.txt');
const all = ['marketing-service', 'web-store'];
const isStore = (name) => name === 'web-store';

/** An example runs where it takes part. */
export const examplesIn = ({ stores, marketingServices }) =>
  all.filter((name) => [...stores, ...marketingServices].includes(name));

const replayMode = { once: 'once', again: '1', no: '0' };

/** All at once: none of them needs another to begin with. */
export async function launchAll({ options, say, life, servers, secrets, ports, registered }) {
  const ownUsers = servers.mongoAdminUri !== undefined;
  const shared = { servers, dir: secrets, ports, clock: options.clock, ownUsers, registered };
  const replay = createReplay(say);
  const launch = async (name, start, more) => {
    await keepRunning({ name, launch: start, life, say, ...more });
    say(`${name} is ready on http://127.0.0.1:${ports[name]}`);
  };
  const own = {
    'marketing-service': { LIST_FILE: listFile, STATE_FILE: join(runDir, 'opt-outs.jsonl') },
    'web-store': {
      LIST_FILE: listFile,
      REPLAY: replayMode[options.replay],
      ...(options.customers && { REPLAY_LIMIT: options.customers }),
    },
  };
  const examples = examplesIn(registered);
  await Promise.all([
    ...services.map((service) => {
      const env = serviceEnv({ ...shared, service, port: ports[service] });
      return launch(service, () => startService(service, env, places));
    }),
    ...examples.map((name) => {
      const env = exampleEnv({ ...shared, example: name, port: ports[name], extra: own[name] });
      const start = () => {
        const program = startExample(name, env, places);
        if (isStore(name)) replay.follow(program);
        return program;
      };
      return launch(name, start, { mayStop: true, ...(isStore(name) && { onStopped: replay.endsUntold }) });
    }),
  ]);
  return options.replay === 'no' || !examples.some(isStore) ? undefined : replay.done;
}

/** For those who take part and do not run here. */
export function addressesOf({ stores, marketingServices }, servers, passwordFile) {
  return [...stores, ...marketingServices]
    .filter((name) => !all.includes(name))
    .map((name) => {
      const url = new URL(servers.amqpUrl(vhost));
      url.username = name;
      url.password = '';
      return { name, url: url.href, passwordFile };
    });
}
