import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const folder = 'tools/sabotage/statements';

/** A door that others have too: HTTP, the broker, the command line. */
export const isPublicInterface = (spec) =>
  spec.endsWith('.int.spec.ts') || (spec.startsWith('tools/cli/') && spec.endsWith('.spec.ts'));

/** Every declared sabotage, by statement. Throws, with the file, at one that lacks something. */
export function readSabotages(root = '.') {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => sabotageOf(root, `${folder}/${name}`));
}

function sabotageOf(root, at) {
  const row = parse(readFileSync(join(root, at), 'utf8')) ?? {};
  const { statement, breaks, file, replace = {}, tests = [], also = [], ...unknown } = row;
  const wrong = [
    ...Object.keys(unknown).map((key) => `${key} is not known here`),
    ...Object.entries({ statement, breaks, file, 'replace.find': replace.find, 'replace.with': replace.with })
      .filter(([key, value]) => typeof value !== 'string' || (value === '' && key !== 'replace.with'))
      .map(([key]) => `${key} is missing`),
    ...(at === `${folder}/${statement}.yaml` ? [] : ['the file goes by the name of its statement']),
    ...(tests.some(isPublicInterface)
      ? []
      : ['tests names none through a public interface (*.int.spec.ts, tools/cli)']),
    ...tests.filter((spec) => !existsSync(join(root, spec))).map((spec) => `there is no ${spec}`),
    ...tests.filter((spec) => /\.(story|fault)\.spec\.ts$/.test(spec)).map((spec) => `${spec} needs a build`),
  ];
  if (wrong.length > 0) throw new Error(`${at}: ${wrong.join('; ')}`);
  return { at, statement, breaks, file, replace, tests, also };
}

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
export function patchHash({ statement, file, replace, tests }) {
  const text = JSON.stringify([statement, file, replace.find, replace.with, tests]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
