import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import { readFileSync } from 'node:fs';
import { day, granted, withdrawn } from './acts.fixture.js';
import type { Grant, Withdrawal } from './acts.js';
import { channelsIn, foldConsents } from './consents.js';

const channels = (): readonly string[] => ['email', 'sms', 'post'];
type Given = readonly (Grant | Withdrawal)[];

const fold = (given: Given, erased?: string): ReturnType<typeof foldConsents> =>
  foldConsents(
    given.filter((act) => act.type === 'granted'),
    given.filter((act) => act.type === 'withdrawn'),
    channels,
    erased,
  );
const said = (given: Given, erased?: string): readonly string[] =>
  fold(given, erased).map(({ channel = 'all', withdrawnAt, withoutRecipients = [] }) =>
    [
      channel,
      ...(withdrawnAt === undefined ? [] : [`ended ${withdrawnAt.slice(8, 10)}`]),
      ...withoutRecipients.map(({ recipient, since }) => `not to ${recipient} since ${since.slice(8, 10)}`),
    ].join(', '),
  );

const ends = (...given: Given) => fold([granted(), ...given]).map(({ withdrawnAt }) => withdrawnAt);
const regrant = granted({ id: 'c.2', at: day(13) });

describe('right.withdraw – a withdrawal ends what it names and everything earlier that it covers', () => {
  test.each<[string, Given, readonly string[]]>([
    ['no withdrawal', [granted()], ['all']],
    ['a later withdrawal', [granted(), withdrawn()], ['all, ended 12']],
    ['one that came first', [withdrawn(), granted()], ['all, ended 12']],
    ['one of the same moment', [granted(), withdrawn({ at: day(5) })], ['all, ended 05']],
    ['an earlier one', [granted(), withdrawn({ at: day(4) })], ['all']],
    ['a fresh consent after it', [granted(), withdrawn(), regrant], ['all, ended 12', 'all']],
    ['a later consent that it names', [regrant, withdrawn({ consents: ['c.2'] })], ['all, ended 12']],
    ['one of another purpose', [granted(), withdrawn({ purpose: 'newsletter' })], ['all']],
    [
      'one that names a consent of another purpose',
      [granted(), withdrawn({ purpose: 'newsletter', consents: ['c.1'] })],
      ['all'],
    ],
    ['all channels of a consent for one', [granted({ channel: 'email' }), withdrawn()], ['email, ended 12']],
    ['another channel', [granted({ channel: 'email' }), withdrawn({ channel: 'sms' })], ['email']],
    ['the same channel', [granted({ channel: 'sms' }), withdrawn({ channel: 'sms' })], ['sms, ended 12']],
    [
      'one channel of a consent for all',
      [granted(), withdrawn({ channel: 'email' })],
      ['email, ended 12', 'sms', 'post'],
    ],
    [
      'two channels of a consent for all, one of them twice',
      [
        granted(),
        withdrawn({ channel: 'email' }),
        withdrawn({ id: 'w.2', channel: 'email', at: day(9) }),
        withdrawn({ id: 'w.3', channel: 'post', at: day(10) }),
      ],
      ['email, ended 09', 'sms', 'post, ended 10'],
    ],
    ['every recipient', [granted({ recipient: 'a' }), withdrawn()], ['all, ended 12']],
    ['the recipient', [granted({ recipient: 'a' }), withdrawn({ recipient: 'a' })], ['all, ended 12']],
    ['another recipient', [granted({ recipient: 'a' }), withdrawn({ recipient: 'b' })], ['all']],
    [
      'two withdrawals, the earlier counts',
      [withdrawn({ id: 'w.2', at: day(14) }), granted(), withdrawn()],
      ['all, ended 12'],
    ],
  ])('%s', (_given, given, outcome) => {
    expect(said(given)).toEqual(outcome);
  });

  test.each<[string, Given, readonly string[]]>([
    ['one recipient', [granted(), withdrawn({ recipient: 'a' })], ['all, not to a since 12']],
    [
      'two recipients, one of them twice',
      [
        granted(),
        withdrawn({ recipient: 'b' }),
        withdrawn({ id: 'w.2', recipient: 'a' }),
        withdrawn({ id: 'w.3', recipient: 'a', at: day(8) }),
      ],
      ['all, not to a since 08, not to b since 12'],
    ],
    [
      'one recipient by one channel',
      [granted(), withdrawn({ recipient: 'a', channel: 'email' })],
      ['email, not to a since 12', 'sms', 'post'],
    ],
    [
      'one recipient by the channel it is for',
      [granted({ channel: 'sms' }), withdrawn({ recipient: 'a', channel: 'sms' })],
      ['sms, not to a since 12'],
    ],
    [
      'one recipient, and then all',
      [granted(), withdrawn({ recipient: 'a' }), withdrawn({ id: 'w.2' })],
      ['all, ended 12'],
    ],
    ['one recipient of a later consent', [regrant, withdrawn({ recipient: 'a' })], ['all']],
  ])('of a consent that names none, %s', (_given, given, outcome) => {
    expect(said(given)).toEqual(outcome);
  });

  test('an erasure ends what was granted up to it', () => {
    expect(said([granted(), regrant], day(12))).toEqual(['all, ended 12', 'all']);
    expect(said([granted()], day(5))).toEqual(['all, ended 05']);
    expect(said([granted(), withdrawn({ at: day(8) })], day(12))).toEqual(['all, ended 08']);
  });

  test('of two withdrawals at one moment always the same is named', () => {
    const here = withdrawn({ id: 'w.2', at: '2026-06-12T10:00:00+03:00' });
    expect([ends(withdrawn(), here), ends(here, withdrawn())]).toEqual([[day(12)], [day(12)]]);
  });

  test('keeps what the consent says', () => {
    const given = granted({ recipient: 'a', channel: 'sms', policyVersion: 'midare/2018-05-25' });
    expect(fold([granted({ id: 'c.0' }), given])).toEqual([
      { id: 'c.0', purpose: 'direct-marketing', grantedAt: day(5) },
      {
        id: 'c.1',
        purpose: 'direct-marketing',
        grantedAt: day(5),
        recipient: 'a',
        channel: 'sms',
        policyVersion: 'midare/2018-05-25',
      },
    ]);
    expect(fold([given, granted({ id: 'c.0' })]).map(({ id }) => id)).toEqual(['c.0', 'c.1']);
  });

  test('knows the channels of a purpose by the policies there are', () => {
    const file = 'policies/midare/2018-05-25/policy.yaml';
    const policy = parsePolicy(readFileSync(file, 'utf8'), file);
    expect(channelsIn(policy, policy)('newsletter')).toEqual(['email']);
    expect(channelsIn(policy)('astrology')).toEqual([]);
  });
});
