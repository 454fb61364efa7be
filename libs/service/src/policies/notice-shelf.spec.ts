import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parsePolicy } from '#policy';
import { NoticeShelf } from './notice-shelf.js';
import type { PublishedPolicyFact } from './published-policy.js';

const folder = 'policies/midare/2018-05-25';
const policy = parsePolicy(readFileSync(`${folder}/policy.yaml`, 'utf8'), 'policy.yaml');
const english = readFileSync(`${folder}/texts/en.yaml`, 'utf8');

describe('The texts of a version', () => {
  it('come from the folder where it was never published', async () => {
    const texts = await shelf().textsOf(policy);
    expect(Object.keys(texts).sort()).toEqual(['en', 'fi', 'sv']);
  });

  it('are the published ones where it was, and no language is borrowed from the folder', async () => {
    const text = english.replace('They show us how', 'We see how');
    const texts = await shelf([{ name: 'texts/en.yaml', text }]).textsOf(policy);
    expect(Object.keys(texts)).toEqual(['en']);
    expect(texts.en?.get('cookie.statistics')?.says).toContain('We see how');
  });

  it('are refused with file and line where they cannot be used, also the second time', async () => {
    const broken = shelf([{ name: 'texts/en.yaml', text: 'purpose.x: { name: X }' }]);
    for (let time = 0; time < 2; time++)
      await expect(broken.textsOf(policy)).rejects.toThrow('texts/en.yaml:1:1');
  });
});

function shelf(files?: readonly { name: string; text: string }[]): NoticeShelf {
  const fact = { published: { files } } as unknown as PublishedPolicyFact;
  const found = new Map(files === undefined ? [] : [['policy/midare/2018-05-25', fact]]);
  return new NoticeShelf('policies/midare', { findByIds: () => Promise.resolve(found) });
}
