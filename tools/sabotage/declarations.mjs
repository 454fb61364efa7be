import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

const folders = { statement: 'tools/sabotage/statements', behind: 'tools/sabotage/mechanisms' };

/** A door that others have too: HTTP, the broker, the command line. */
export const isPublicInterface = (spec) =>
  spec.endsWith('.int.spec.ts') || (spec.startsWith('tools/cli/') && spec.endsWith('.spec.ts'));

/** What runs the compiled services. */
export const needsBuild = (spec) => /\.(story|fault)\.spec\.ts$/.test(spec);

/**
 * Every declared sabotage, of statements, and of mechanisms behind the README's promises and behind access. Throws,
 * with the file, at one that lacks something.
 */
export const readSabotages = (root = '.') =>
  Object.entries(folders).flatMap(([kind, folder]) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .filter((name) => name.endsWith('.yaml'))
          .sort()
          .map((name) => sabotageOf(root, kind, folder, basename(name, '.yaml')))
      : [],
  );

function sabotageOf(root, kind, folder, id) {
  const at = `${folder}/${id}.yaml`;
  const row = parse(readFileSync(join(root, at), 'utf8')) ?? {};
  const { [kind]: of, breaks, file, replace = {}, tests = [], also = [], ...unknown } = row;
  const wrong = [
    ...Object.keys(unknown).map((key) => `${key} is not known here`),
    ...Object.entries({
      [kind]: of,
      breaks,
      file,
      'replace.find': replace.find,
      'replace.with': replace.with,
    })
      .filter(([key, value]) => typeof value !== 'string' || (value === '' && key !== 'replace.with'))
      .map(([key]) => `${key} is missing`),
    ...(kind === 'statement' ? wrongOfStatement(id, of, tests) : wrongOfMechanism(id, of, tests, also)),
    ...tests.filter((spec) => !existsSync(join(root, spec))).map((spec) => `there is no ${spec}`),
  ];
  if (wrong.length > 0) throw new Error(`${at}: ${wrong.join('; ')}`);
  return { at, kind, id, breaks, file, replace, tests, also };
}

const wrongOfStatement = (id, of, tests) => [
  ...(id === of ? [] : ['the file goes by the name of its statement']),
  ...(tests.some(isPublicInterface)
    ? []
    : ['tests names none through a public interface (*.int.spec.ts, tools/cli)']),
  ...tests.filter(needsBuild).map((spec) => `${spec} needs a build`),
];

const wrongOfMechanism = (id, of, tests, also) => [
  ...(id.startsWith(`${of}.`)
    ? []
    : ['the file goes by what it is behind, as promise-6.acknowledged-when-durable']),
  ...(tests.length > 0 ? [] : ['tests names none']),
  ...(also.length > 0 ? ['also is for statements: a mechanism breaks whatever stands on it'] : []),
];

/** The source with its mechanism disabled. Throws where the patch does not apply exactly once. */
export function sabotaged(root, { at, file, replace }) {
  const path = join(root, file);
  if (!existsSync(path)) throw new Error(`${at}: there is no ${file}`);
  const parts = readFileSync(path, 'utf8').split(replace.find);
  if (parts.length !== 2)
    throw new Error(`${at}: what it replaces stands ${parts.length - 1} times in ${file}, not once`);
  return parts.join(replace.with);
}

/** What a recorded run is about: another patch needs another run. */
export function patchHash({ id, file, replace, tests }) {
  const text = JSON.stringify([id, file, replace.find, replace.with, tests]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
