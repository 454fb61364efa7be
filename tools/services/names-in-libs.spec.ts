import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { serviceNames } from '../../apps/services.js';
import { namesIn } from './names-in-libs.js';

const root = join(import.meta.dirname, '../..');
/** The contracts say who publishes what; tests and what they are made of need a name for an example. */
const files = globSync('libs/*/src/**/*.ts', { cwd: root }).filter(
  (file) => !file.startsWith('libs/contracts/') && !/\.(spec|fixture|builder|fake|d)\.ts$/.test(file),
);

describe('No file under libs/ names a service', () => {
  test('neither in a literal nor by an identifier', () => {
    expect(files.length).toBeGreaterThan(150);
    const found = files.flatMap((file) =>
      namesIn(file, readFileSync(join(root, file), 'utf8'), serviceNames),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ["const to = 'consent';", 1],
    ["const queue = 'retention.intake';", 1],
    ['const source = `/marketing-suppression/${id}`;', 1],
    ['const { subjectRequests } = all;', 1],
    ["import { x } from './retention/span.js';", 0],
    ["const words = 'consents are kept';", 0],
  ])('%s: %i found', (text, count) => {
    expect(namesIn('libs/service/src/x.ts', text, serviceNames)).toHaveLength(count);
  });

  test('in the policy library a word of the law is no service', () => {
    expect(namesIn('libs/policy/src/x.ts', "const basis = 'consent';", serviceNames)).toEqual([]);
    expect(namesIn('libs/policy/src/x.ts', "const by = 'subject-requests';", serviceNames)).toHaveLength(1);
  });
});
