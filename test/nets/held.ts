import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { stringify } from 'yaml';

const folder = 'test/nets/held';
/** Set by `npm run nets`. */
const writesAnew = process.env['NETS'] === 'write';

/** What `test/nets/held` has under this name is what there is now, line by line; `npm run nets` writes it anew. */
export function isHeld(name: string, now: string): void {
  const file = join(folder, name);
  if (writesAnew) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, now);
  }
  const held = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect(now.split('\n')).toEqual(held.split('\n'));
}

/** Headings with their lines, in the order of the alphabet. */
export const asText = (sections: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(sections)
    .toSorted(byHeading)
    .map(([heading, lines]) => `${[heading, ...lines.toSorted().map((line) => `  ${line}`)].join('\n')}\n`)
    .join('\n');

/** Its keys in the order of the alphabet. */
export const asYaml = (value: unknown): string =>
  stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, sortMapEntries: true });

const byHeading = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);
