import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { sortedOnce } from './sorted-once.mjs';

const company = 'policies/midare';

/** The folder of the newest version of the policy, from the root. */
export function newestVersion(root = '.') {
  const newest = readdirSync(join(root, company))
    .filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
    .sort()
    .at(-1);
  return `${company}/${newest}`;
}

/** What the notice says: `id`, `says`, `must` of each statement. */
export function readStatements(root = '.') {
  return parse(readFileSync(join(root, newestVersion(root), 'statements.yaml'), 'utf8'));
}

/** Every element of the policy that carries statements. */
export function readElements(root = '.') {
  return elementsOf(readFileSync(join(root, newestVersion(root), 'policy.yaml'), 'utf8'));
}

/** The ids of all elements of all versions of all policies, also of those that are proposed or of another company. */
export function allElementIds(root = '.') {
  const files = readdirSync(join(root, 'policies'), { withFileTypes: true, recursive: true })
    .filter(({ name }) => name === 'policy.yaml')
    .map((entry) => join(entry.parentPath, entry.name));
  return sortedOnce(files.flatMap((file) => elementsOf(readFileSync(file, 'utf8'))).map(({ id }) => id));
}

const elementsOf = (text) =>
  Object.values(parse(text))
    .flat()
    .filter((value) => typeof value === 'object' && value !== null && 'id' in value);
