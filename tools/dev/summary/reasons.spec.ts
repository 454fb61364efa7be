import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWords, reasons } from './reasons.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const policies = join(root, 'policies', 'midare');
const versions = readdirSync(policies).filter((name) => /^\d{4}-/.test(name));
const statements = versions.flatMap((version) =>
  [...readFileSync(join(policies, version, 'statements.yaml'), 'utf8').matchAll(/^- id: (\S+)/gm)].map(
    ([, id = '']) => id,
  ),
);
const decide = join(root, 'libs', 'policy', 'src', 'decide');
const code = readdirSync(decide)
  .filter((name) => !name.endsWith('.spec.ts'))
  .map((name) => readFileSync(join(decide, name), 'utf8'))
  .join('\n');

describe('the reasons in words', () => {
  it('name statements that are there', () => {
    const named = Object.values(reasons).flatMap(([, ...ids]) => ids);
    expect(named.filter((id) => !statements.includes(id))).toEqual([]);
  });

  it('know every reason that a campaign can meet', () => {
    const lacking = [...code.matchAll(/lacking\('([a-z-]+)'\)/g)].map(([, reason = '']) => reason);
    expect(lacking.length).toBeGreaterThan(5);
    expect(lacking.filter((reason) => !(reason in reasons))).toEqual([]);
  });

  it('leave a code they do not know as it is', () => {
    expect(inWords('brand-new')).toEqual({ words: 'brand-new', statements: '' });
  });
});
