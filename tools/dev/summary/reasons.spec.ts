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
const code = ['basis.ts', 'electronic-marketing.ts']
  .map((name) => readFileSync(join(decide, name), 'utf8'))
  .join('\n');
/** Words of the policy and of questions that stand among the reasons. */
const kinds = ['opt-in', 'opt-out', 'work-role', 'legal-obligation'];

describe('the reasons in words', () => {
  it('name statements that are there', () => {
    const named = Object.values(reasons).flatMap(([, ...ids]) => ids);
    expect(named.filter((id) => !statements.includes(id))).toEqual([]);
  });

  it('know every reason that a campaign can meet', () => {
    const words = [...code.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, word = '']) => word);
    const met = words.filter((word) => !kinds.includes(word));
    expect(met.length).toBeGreaterThan(15);
    expect(met.filter((reason) => !(reason in reasons))).toEqual([]);
  });

  it('leave a code they do not know as it is', () => {
    expect(inWords('brand-new')).toEqual({ words: 'brand-new', statements: '' });
  });
});
