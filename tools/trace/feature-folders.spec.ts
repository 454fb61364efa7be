import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { carriedOut, featureFolders, featureProblems, folderOf } from './feature-folders.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'features-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

describe('a feature folder says which elements of the policy it carries out', () => {
  test('in the folder itself, alone or within a capability', () => {
    write('apps/consent/src/show-notice/carries-out.yaml', 'elements:\n  - notice.document\n');
    write('apps/consent/src/choices/fold.ts', '');
    write('apps/consent/src/choices/grant-consent/carries-out.yaml', 'none: Only an example.\n');
    expect(featureFolders(root)).toEqual([
      { name: 'consent/choices/grant-consent', none: 'Only an example.' },
      { name: 'consent/show-notice', elements: ['notice.document'] },
    ]);
  });

  test('with folders of its own in it, which need not say anything and may', () => {
    write('apps/consent/src/show-notice/carries-out.yaml', 'elements:\n  - notice.document\n');
    write('apps/consent/src/show-notice/pages/page.ts', '');
    write('apps/consent/src/show-notice/as-text/carries-out.yaml', 'none: Only an example.\n');
    write('apps/consent/src/silent/fold.ts', '');
    expect(featureFolders(root)).toEqual([
      { name: 'consent/show-notice', elements: ['notice.document'] },
      { name: 'consent/show-notice/as-text', none: 'Only an example.' },
      { name: 'consent/silent' },
    ]);
  });

  test('and lies where its name says', () => {
    expect(folderOf('consent/choices/grant-consent')).toBe('apps/consent/src/choices/grant-consent');
  });

  test.each([
    ['purpose.research', true],
    ['basis.consent', true],
    ['basis.contract', false],
    ['purposes.research', false],
  ])('%s: %j', (id, expected) => {
    expect(carriedOut({ elements: ['purpose.*', 'basis.consent'] }, id)).toBe(expected);
  });

  test.each([
    ['nothing', {}, ['consent/one does not say what it carries out, nor why nothing: carries-out.yaml']],
    [
      'an empty list and no word why',
      { elements: [] },
      ['consent/one does not say what it carries out, nor why nothing: carries-out.yaml'],
    ],
    ['an element', { elements: ['right.withdraw'] }, []],
    ['a kind', { elements: ['right.*'] }, []],
    ['that it carries out none, and why', { none: 'Counts.' }, []],
    [
      'both',
      { elements: ['right.withdraw'], none: 'Counts.' },
      ['consent/one carries out elements, and says why it carries out none'],
    ],
    [
      'an element and a kind that nobody declares',
      { elements: ['right.withdrow', 'rights.*'] },
      [
        'consent/one carries out right.withdrow, which no policy declares',
        'consent/one carries out rights.*, which no policy declares',
      ],
    ],
  ])('a folder that says %s', (_, said, problems) => {
    expect(featureProblems([{ name: 'consent/one', ...said }], ['right.withdraw'])).toEqual(problems);
  });
});
