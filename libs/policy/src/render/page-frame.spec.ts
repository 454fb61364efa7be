import { describe, expect, test } from '@jest/globals';
import { midare, textsFor } from './notices.fixture.js';
import { read, toldOf } from './read-page.fixture.js';
import { type NoticeOptions, renderNotice } from './render-notice.js';

const texts = textsFor(midare);
type How = Partial<Omit<NoticeOptions, 'as'>>;
const page = (as: 'html' | 'text', how: How = {}, own = texts, policy = midare): string =>
  renderNotice(policy, own, { lang: 'en', on: '2026-11-23', as, ...how });
const short = { layer: 'short' } as const;

const valid = 'In force from 25 May 2018. Version midare/2018-05-25.';
const standing = 'Where this page says how things stand, it is as of 23 November 2026.';

describe('what stands before the first section', () => {
  test.each<[string, How, string[]]>([
    [
      'the full notice',
      {},
      [
        valid,
        standing,
        'Read the notice in short: notice.en.short.txt',
        'Suomeksi: notice.fi.full.txt',
        'På svenska: notice.sv.full.txt',
      ],
    ],
    [
      'the short one, which tells nothing of a day',
      short,
      [
        valid,
        'Read the full notice: notice.en.full.txt',
        'Suomeksi: notice.fi.short.txt',
        'På svenska: notice.sv.short.txt',
      ],
    ],
    [
      'the record, which has no other layer',
      { record: true },
      [
        'The record the controller keeps of what it does with personal data. Authorities see it on request.',
        valid,
        standing,
      ],
    ],
  ])('%s', (_what, how, lines) => {
    const [, ...parts] = page('text', how).split('\n\n');
    expect(parts.slice(0, lines.length)).toEqual(lines);
    expect(parts[lines.length]).toMatch(/^[^\n]+\n-+$/);
  });

  test('no way to a language that has no texts', () => {
    const { fi, en } = texts;
    const notice = page('text', {}, { ...(fi && { fi }), ...(en && { en }) });
    expect(notice).toContain('\n\nSuomeksi: notice.fi.full.txt\n\n');
    expect(notice).not.toContain('På svenska:');
  });
});

const idsOf = (purposes = midare.purposes): string[] =>
  read(page('html', short, texts, { ...midare, purposes })).map(({ id }) => id);

describe('the short notice', () => {
  test('tells who gets data and how long it is kept in a line each', () => {
    const notice = page('text', short);
    expect(notice).toContain('\n* Server provider: Germany\n');
    expect(notice).toContain('\n* Customer data: 10 years after the customer relationship ends\n');
  });

  test('leaves out a ground that nothing rests on', () => {
    expect(idsOf()).toContain('basis.consent');
    expect(idsOf(midare.purposes.filter(({ basis }) => basis !== 'consent'))).not.toContain('basis.consent');
  });
});

test('the record says what a use is in the company’s own words', () => {
  const { says } = toldOf(page('html', { record: true }), 'purpose.invoicing');
  expect(says).toEqual([texts.en!.get('purpose.invoicing')!.says]);
});
