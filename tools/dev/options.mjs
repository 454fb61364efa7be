import { parseArgs } from 'node:util';

export const environmentHelp = `Environment:
  MONGODB_URI                   a replica set to use instead of an own mongod
  AMQP_URL                      a broker to use instead of an own one; then also
  RABBITMQ_MANAGEMENT_URL       its management address (and, if they differ from AMQP_URL's user,
                                RABBITMQ_ADMIN_USER and RABBITMQ_ADMIN_PASSWORD)
  SELOSTE_IGNORE_SYSTEM_SERVERS=1   pass over the mongod and rabbitmq-server of this machine
  SELOSTE_MONGODB               which MongoDB: machine (installed here), vendor (its download, 8.0), wheel (a Python package, 6.0)
  SELOSTE_RABBITMQ              which RabbitMQ: machine (installed here), trixie (Debian 13's 4.0), sid (Debian unstable's),
                                archive (of this machine's own package archive)
Everything is written below .seloste in the project's folder; what is downloaded is kept in .seloste/cache.`;

const startHelp = `npm start [-- options]: runs the four services, the example web store and the example marketing
service on an own MongoDB and RabbitMQ, until Ctrl-C.
  --no-replay     the web store does not replay its orders
  --replay        it replays them again, though it has (they arrive as duplicates, and change nothing)
  --customers <n> only so many customers' orders
  --without <names>  leave out web-store, marketing-service, or both (with a comma)
  --clean         forget the data of earlier runs (downloads are kept)
  --exit          stop after the summary
  --servers       MongoDB and RabbitMQ alone, with the data of the run before: to try a restore
  --clock <iso>   business time stands at this instant

Environment:
  STORES, MARKETING_SERVICES    who takes part, by name (web-store; marketing-service): yours beside the examples or
                                instead of them
${environmentHelp.replace('Environment:\n', '')}`;

const instant = (text) => {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new Error(`--clock ${text} is not an instant such as 2026-11-22T12:00:00Z`);
  return time.toISOString();
};

/** Those that run where they take part; what is left out takes no part. */
const examples = ['web-store', 'marketing-service'];

const leftOut = (text = '') => {
  const names = text.split(',').flatMap((word) => word.trim() || []);
  const unknown = names.find((name) => !examples.includes(name));
  if (unknown !== undefined)
    throw new Error(`--without leaves out ${examples.join(' and ')}; there is no ${unknown}`);
  return names;
};

const count = (text) => {
  if (text !== undefined && !/^[1-9]\d*$/.test(text))
    throw new Error(`--customers ${text} is not a number of customers`);
  return text;
};

export function startOptions(args) {
  const flag = { type: 'boolean', default: false };
  const options = {
    'no-replay': flag,
    replay: flag,
    clean: flag,
    exit: flag,
    servers: flag,
    help: flag,
    clock: { type: 'string' },
    customers: { type: 'string' },
    without: { type: 'string' },
  };
  const { values } = parseArgs({ args, options });
  const { 'no-replay': noReplay, replay: again, clean, exit, servers, help } = values;
  if (noReplay && again) throw new Error('--replay and --no-replay say the contrary of each other');
  return {
    replay: noReplay ? 'no' : again ? 'again' : 'once',
    clean,
    exit,
    servers,
    without: leftOut(values.without),
    customers: count(values.customers),
    clock: instant(values.clock),
    help: help ? startHelp : undefined,
  };
}

export const projects = ['unit', 'integration', 'browser', 'story', 'fault'];

const testHelp = `npm test [-- [unit|integration|browser|story|fault ...] [--no-check] [jest's own arguments]]
Without names all five kinds run, "npm run check" beside the stories. unit and browser need neither MongoDB nor RabbitMQ; browser
needs a Chromium (CHROMIUM_PATH, or chromium on the PATH), and tells how many did not run where there is none.
  SELOSTE_BROWSER=required      a Chromium must be there, or be installed (Debian, as root)
${environmentHelp}`;

export function testOptions(args) {
  const named = args.findIndex((arg) => !projects.includes(arg));
  const chosen = args.slice(0, named === -1 ? args.length : named);
  const rest = args.slice(chosen.length);
  return {
    chosen: chosen.length > 0 ? projects.filter((project) => chosen.includes(project)) : projects,
    check: !rest.includes('--no-check'),
    jest: rest.filter((arg) => arg !== '--no-check'),
    help: rest.includes('--help') ? testHelp : undefined,
  };
}
