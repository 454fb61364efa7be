import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { assert, oneof, property, emailAddress, string, constantFrom } from 'fast-check';
import { normaliseEmail, normalisePhone, spellingsOf } from './normalise-address.js';

type Row = readonly [address: string, category: string, diagnosis: string];

const rows = JSON.parse(
  readFileSync(new URL('isemail-tests.json', import.meta.url), 'utf8'),
) as readonly Row[];

/** Forms that reach a mailbox in principle, and that no list of customers holds. */
const REFUSED_ON_PURPOSE = new Set([
  'RFC5321_ADDRESSLITERAL',
  'RFC5321_IPV6DEPRECATED',
  'RFC5321_TLD',
  'RFC5321_TLDNUMERIC',
]);
const trailingLineBreak = (address: string): boolean => address.endsWith('\n');

describe('one mailbox has one spelling', () => {
  test.each([
    ['case does not count', 'Maija.Meikalainen@Example.FI', 'maija.meikalainen@example.fi'],
    ['space around it does not count', '  a@example.fi\t', 'a@example.fi'],
    ['a composed and a decomposed ä are the same', 'pa\u0308ivi@example.fi', 'p\u00e4ivi@example.fi'],
    ['a domain with an ä is its ASCII form', 'a@Mets\u00e4.example.fi', 'a@xn--mets-ooa.example.fi'],
    ['quotes that are not needed go', '"anna.virtanen"@example.fi', 'anna.virtanen@example.fi'],
    ['quotes that are needed stay', '"Anna Virtanen"@example.fi', '"anna virtanen"@example.fi'],
    ['a plus tag is part of the mailbox', 'a+news@example.fi', 'a+news@example.fi'],
    ['dots are part of the mailbox', 'a.b@example.fi', 'a.b@example.fi'],
    ['what has no width does not count', '\u200ba@exa\u200bmple\u2060.fi\ufeff', 'a@example.fi'],
    ['nor a soft hyphen, nor which way to read', '\u202aanna\u00ad.v@example.fi\u202c', 'anna.v@example.fi'],
    ['what could not be read is none', 'p\ufffdivi@example.fi', undefined],
    ['nor is half a character', 'p\ud83divi@example.fi', undefined],
    ['nor what is no character', 'p\uffffivi@example.fi', undefined],
    ['nor a sign that steers', 'p\u0000ivi@example.fi', undefined],
    ['two at signs are none', 'a@b@example.fi', undefined],
    [
      'longer than a path may be',
      `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.fi`,
      undefined,
    ],
    ['nothing', '', undefined],
  ])('%s', (_name, raw, expected) => {
    expect(normaliseEmail(raw)).toBe(expected);
  });

  test('every address that is valid on the open network is taken, and every broken one refused', () => {
    const wrong = rows.filter(([address, category, diagnosis]) => {
      if (REFUSED_ON_PURPOSE.has(diagnosis) || trailingLineBreak(address)) return false;
      if (category === 'ERR') return normaliseEmail(address) !== undefined;
      const valid = category === 'VALID_CATEGORY' || diagnosis === 'RFC5321_QUOTEDSTRING';
      return valid && normaliseEmail(address) === undefined;
    });
    expect(wrong.map(([address, , diagnosis]) => [address, diagnosis])).toEqual([
      ['""@iana.org', 'RFC5321_QUOTEDSTRING'],
    ]);
  });

  test('normalising twice is normalising once, whatever is given', () => {
    const any = oneof(emailAddress(), string(), constantFrom(...rows.map(([address]) => address)));
    assert(
      property(any, (raw) => {
        const once = normaliseEmail(raw);
        expect(once === undefined ? undefined : normaliseEmail(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('one telephone has one number', () => {
  test.each([
    ['040 123 4567', '+358401234567'],
    ['+358 (0)40 123 4567', '+358401234567'],
    ['00358401234567', '+358401234567'],
    ['+44 7700 900123', '+447700900123'],
    ['\u202a+358 40 123 4567\u202c', '+358401234567'],
    ['040\u200b123\u00ad4567', '+358401234567'],
    ['12', undefined],
    ['not a number', undefined],
  ])('%s is %s', (raw, expected) => {
    expect(normalisePhone(raw)).toBe(expected);
  });
});

describe('right.prohibit – an address is also looked up as earlier releases spelled it', () => {
  test.each([
    [
      'with a sign of no width',
      'email',
      'An\u200bna@Example.fi',
      ['anna@example.fi', 'an\u200bna@example.fi'],
    ],
    ['with a soft hyphen', 'email', ' anna\u00ad@example.fi', ['anna@example.fi', 'anna\u00ad@example.fi']],
    ['where nothing is unseen', 'email', 'Anna@example.fi', ['anna@example.fi']],
    ['where it is in the domain alone', 'email', 'anna@exa\u00admple.fi', ['anna@example.fi']],
    ['a number, which was always read so', 'phone', '+358\u200b401234567', ['+358401234567']],
    ['a user id, which is compared exactly', 'user-id', 'a\u200bb', ['a\u200bb']],
    ['what no mail can be sent to', 'email', 'anna', []],
  ] as const)('%s', (_what, kind, raw, spellings) => {
    expect(spellingsOf(kind, raw)).toEqual(spellings);
  });
});
