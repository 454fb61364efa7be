import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { fillSecrets, secretsNamed } from '../../deploy/fill-secrets.mjs';
import { interpolate, variablesOf } from './interpolate.mjs';

const secretName = /PASS|SECRET|TOKEN|(^|_)KEYS?($|_)/;
const inFile = '/run/secrets/';
const entries = (value) => Object.entries(value ?? {});
const nameOf = (reference) => (typeof reference === 'string' ? reference : reference.source);
const dependenciesOf = ({ depends_on: on = {} }) => entries(on);

/**
 * What no schema can tell. `env`: the variables it is tried with; `secrets`: a folder with the generated secrets;
 * `ours`: the services as they describe themselves; `readConfig`: how they read their environment.
 */
export function composeProblems(text, { env, root, secrets, readConfig, ours, brokerUsers }) {
  const { filled, missing } = interpolate(text, env);
  const problems = missing.map((name) => `${name} is required and not in the development environment`);
  const { services, volumes = {}, ...whole } = parse(filled, { merge: true });
  const declared = whole.secrets ?? {};
  const say = (service, what) => problems.push(`${service}: ${what}`);

  for (const { name, default: otherwise } of variablesOf(text)) {
    if (otherwise && secretName.test(name))
      problems.push(`\${${name}} has a default, and its name says secret`);
  }
  for (const [name, service] of entries(services)) {
    const told = (what) => say(name, what);
    image(service, told);
    program(service, root, told);
    health(name, services, told);
    ports(service, told);
    noSecretInTheOpen(service, told);
    secretsAreGiven(service, declared, told);
    for (const volume of service.volumes ?? []) {
      const source = typeof volume === 'string' ? volume.split(':')[0] : volume.source;
      if (/^\w/.test(source) && volumes[source] === undefined && !Object.hasOwn(volumes, source))
        told(`the volume ${source} is not declared`);
    }
  }
  const used = new Set(entries(services).flatMap(([, { secrets: given = [] }]) => given.map(nameOf)));
  for (const [name, { file }] of entries(declared)) {
    if (!used.has(name)) problems.push(`the secret ${name} is given to nobody`);
    if (!existsSync(join(secrets, basename(file)))) problems.push(`the secret ${name} is made by nobody`);
  }
  for (const { name, needs } of ours) {
    if (services[name] === undefined) problems.push(`there is no service ${name}`);
    else configuration({ name, needs }, services[name], { root, secrets, readConfig, say });
  }
  for (const [name, { environment: { AMQP_URL: url } = {} }] of entries(services)) {
    const user = url === undefined ? undefined : new URL(url.replaceAll(/[{}]/g, '')).username;
    if (user !== undefined && (user !== name || !brokerUsers.includes(user)))
      say(name, `speaks to the broker as ${user}`);
  }
  return problems;
}

function image({ image: name }, told) {
  const [first] = name.split('/');
  if (name.includes('/') && /[.:]|^localhost$/.test(first)) told(`the image ${name} names a registry`);
  if (!/:[\w.-]+$/.test(name) || name.endsWith(':latest')) told(`the image ${name} has no version`);
}

/** dist/apps/x/src/main.js is built from apps/x/src/main.ts; what is not built lies there as it is. */
function program({ command, build }, root, told) {
  if (build === undefined) return;
  const [main] = command;
  const source = main.startsWith('dist/') ? main.slice('dist/'.length).replace(/\.js$/, '.ts') : main;
  if (!existsSync(join(root, source))) told(`the program ${main} has no source`);
}

function health(name, services, told) {
  const awaited = entries(services).flatMap(([, service]) =>
    dependenciesOf(service).flatMap(([on, { condition }]) => (on === name ? [condition] : [])),
  );
  const service = services[name];
  const endsByItself =
    awaited.includes('service_completed_successfully') ||
    ['development', 'backup', 'restore'].some((profile) => service.profiles?.includes(profile));
  if (service.healthcheck === undefined && !endsByItself) told('has no healthcheck');
  if (service.healthcheck === undefined && awaited.includes('service_healthy'))
    told('is waited for, and has no healthcheck');
  for (const [on] of dependenciesOf(service))
    if (services[on] === undefined) told(`depends on ${on}, which is not there`);
}

function ports({ ports: published = [] }, told) {
  for (const port of published)
    if (!String(port).startsWith('127.0.0.1:')) told(`the port ${port} is open to every network`);
}

function noSecretInTheOpen({ environment = {}, profiles = [] }, told) {
  if (profiles.includes('development')) return;
  for (const [key, raw] of entries(environment)) {
    const value = String(raw);
    const [, password] = /^[a-z][a-z0-9+]*:\/\/[^/@:]+:((?:\{[^}]*\}|[^@/])*)@/.exec(value) ?? [];
    if (password !== undefined && !/^\{secret:[^}]+\}$/.test(password)) told(`${key} has a password in it`);
    if (!secretName.test(key) || value.includes('://')) continue;
    if (key.endsWith('_FILE') ? !value.startsWith(inFile) : secretsNamed(value).length === 0)
      told(`${key} is not read from a secret file`);
  }
}

function secretsAreGiven({ environment = {}, secrets: given = [] }, declared, told) {
  const names = given.map(nameOf);
  for (const name of names)
    if (declared[name] === undefined) told(`is given the secret ${name}, which is not declared`);
  const wanted = entries(environment).flatMap(([, value]) => [
    ...secretsNamed(String(value)),
    ...(String(value).startsWith(inFile) ? [String(value).slice(inFile.length)] : []),
  ]);
  for (const name of wanted)
    if (!names.includes(name)) told(`reads the secret ${name}, which it is not given`);
}

/** Its own reading of the environment, with the container's paths put where the same files lie here. */
function configuration(service, { environment }, { root, secrets, readConfig, say }) {
  const strings = Object.fromEntries(entries(environment).map(([key, value]) => [key, String(value)]));
  const here = (value) => value.replace(/^\/run\/secrets/, secrets).replace(/^\/app/, root);
  try {
    const env = fillSecrets(strings, secrets);
    readConfig(service, Object.fromEntries(entries(env).map(([key, value]) => [key, here(value)])));
  } catch (error) {
    for (const line of error.problems ?? [error.message]) say(service.name, line);
  }
}
