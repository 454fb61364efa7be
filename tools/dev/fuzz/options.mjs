import { parseArgs } from 'node:util';

const help = `npm run test:fuzz [-- options]: schemathesis makes requests by each service's OpenAPI document, for each role. None may be
answered 5xx, go without an answer, or end a service.
  --cases <n>       how many for each route that the role may use (2000); of the others it tries 20
  --service <name>  one service alone
  --role <name>     one role alone
  --seed <n>        the same cases again (else one of the moment; it is printed)
Needs Python 3.10 or newer, for schemathesis. The reports are in .seloste/fuzz/reports.

npm run test:fuzz -- --reader: no services, but the reader of messages and bodies alone, in one process: bytes of any kind, and
valid events of which a little is wrong. npm test does so for some seconds.
  --minutes <n>     for so long (60)
  --seed <n>        the same cases again: a failure names the seed of its round`;

export const roles = ['store', 'marketing', 'desk', 'officer', 'ops'];

const text = { type: 'string' };

function whole(name, value) {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`--${name} ${value} is not a whole number from 1 on`);
  return Number(value);
}

function oneOf(name, value, known) {
  if (value === undefined) return known;
  if (!known.includes(value)) throw new Error(`--${name} ${value} is none of ${known.join(', ')}`);
  return [value];
}

export function fuzzOptions(args, services, now = Date.now()) {
  const { values } = parseArgs({
    args,
    options: {
      cases: text,
      service: text,
      role: text,
      seed: text,
      reader: { type: 'boolean', default: false },
      minutes: text,
      help: { type: 'boolean', default: false },
    },
  });
  const other = ['cases', 'service', 'role'].find((name) => values[name] !== undefined);
  if (values.reader && other !== undefined) throw new Error(`--${other} says nothing of the reader`);
  if (!values.reader && values.minutes !== undefined) throw new Error('--minutes goes with --reader');
  return {
    reader: values.reader,
    minutes: whole('minutes', values.minutes ?? '60'),
    cases: whole('cases', values.cases ?? '2000'),
    services: oneOf('service', values.service, services),
    roles: oneOf('role', values.role, roles),
    seed: whole('seed', values.seed ?? String(1 + (Math.floor(now / 1000) % 1_000_000))),
    help: values.help ? help : undefined,
  };
}
