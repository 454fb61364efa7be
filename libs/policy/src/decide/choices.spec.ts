import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../model/parse-policy.js';
import { decide } from './decide.js';
import type { KnownFacts, Question, Scope } from './question.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');

describe('right.prohibit: a prohibition stops what it names, and a consent does not bring it back', () => {
  test.each<[string, Scope, Partial<Question>, boolean]>([
    ['all marketing stops direct marketing', { kind: 'all-marketing' }, {}, true],
    [
      'all marketing stops the newsletter',
      { kind: 'all-marketing' },
      { purpose: 'newsletter', topic: 'monthly-round-up' },
      true,
    ],
    [
      'purpose.analytics: all marketing stops profiling',
      { kind: 'all-marketing' },
      { purpose: 'profiling', category: 'usage', channel: undefined },
      true,
    ],
    ['all marketing does not stop research', { kind: 'all-marketing' }, { purpose: 'research' }, false],
    ['purpose.research: research is stopped alone', { kind: 'research' }, { purpose: 'research' }, true],
    ['purpose.research: and stops no marketing', { kind: 'research' }, {}, false],
    ['a channel stops that channel', { kind: 'channel', channel: 'email' }, {}, true],
    ['a channel stops no other', { kind: 'channel', channel: 'sms' }, {}, false],
    [
      'newsletter.cancel: a topic stops that topic',
      { kind: 'topic', topic: 'monthly-round-up' },
      { purpose: 'newsletter', topic: 'monthly-round-up' },
      true,
    ],
    [
      'newsletter.cancel: a topic stops no other marketing',
      { kind: 'topic', topic: 'monthly-round-up' },
      {},
      false,
    ],
    ['profiling stops targeting', { kind: 'profiling' }, { purpose: 'targeted-marketing' }, true],
    ['profiling stops no untargeted marketing', { kind: 'profiling' }, {}, false],
    [
      'purpose.analytics: profiling leaves statistics alone',
      { kind: 'profiling' },
      { purpose: 'analytics', category: 'usage', channel: undefined },
      false,
    ],
    ['recipient.consented: disclosure stops every recipient', { kind: 'disclosure' }, disclosure(), true],
    [
      'recipient.consented: disclosure to one stops that one',
      { kind: 'disclosure', recipient: 'marketing-partner' },
      disclosure(),
      true,
    ],
    [
      'disclosure to another stops nothing here',
      { kind: 'disclosure', recipient: 'research-institute' },
      disclosure(),
      false,
    ],
  ])('%s', (_what, scope, asked, stopped) => {
    const asking = question(asked);
    const prohibitions = [{ id: 'no', scope, since: '2026-01-01T00:00:00Z' }];
    expect(decide(policy, asking, facts()).allowed).toBe(true);
    const decision = decide(policy, asking, facts({ prohibitions }));
    expect(decision.allowed).toBe(!stopped);
    if (stopped) {
      expect(decision.because).toMatchObject([
        { element: 'right.prohibit', fact: 'no', reason: `prohibited-${scope.kind}` },
      ]);
    }
  });

  test.each([
    ['a clock ahead of ours made it', '2026-11-02T12:00:30Z', {}, false],
    ['its time cannot be read', 'once', {}, false],
    [
      'the question is as old as what may be stale',
      '2026-11-02T11:59:59Z',
      { at: '2026-11-02T11:59:55Z' },
      false,
    ],
    ['the question is of the time before it', '2026-11-02T11:00:00Z', { at: '2026-11-02T10:00:00Z' }, true],
    ['the question is of the time after it', '2026-11-02T09:00:00Z', { at: '2026-11-02T10:00:00Z' }, false],
  ])('no clock decides a right: %s', (_what, since, asked, allowed) => {
    const prohibitions = [{ id: 'no', scope: { kind: 'all-marketing' as const }, since }];
    expect(decide(policy, question(asked), facts({ prohibitions })).allowed).toBe(allowed);
  });
});

describe('what is known too long ago is denied, where a choice of the person could stop it', () => {
  test.each<[string, Partial<Question>, string, boolean]>([
    ['marketing, known five seconds ago', {}, '2026-11-02T11:59:55Z', true],
    ['marketing, known longer ago', {}, '2026-11-02T11:59:54.999Z', false],
    ['the newsletter', { purpose: 'newsletter', topic: 'monthly-round-up' }, '2026-11-02T11:00:00Z', false],
    [
      'statistics',
      { purpose: 'analytics', category: 'usage', channel: undefined },
      '2026-11-02T11:00:00Z',
      false,
    ],
    ['delivery goes on', { purpose: 'service-delivery' }, '2026-11-02T11:00:00Z', true],
    ['accounting goes on', { purpose: 'accounting', channel: undefined }, '2026-11-02T11:00:00Z', true],
    ['a past moment that is known', { at: '2026-11-02T10:00:00Z' }, '2026-11-02T11:00:00Z', true],
    ['a past moment not known yet', { at: '2026-11-02T11:30:00Z' }, '2026-11-02T11:00:00Z', false],
    ['a moment to come', { at: '2026-12-02T12:00:00Z' }, '2026-11-02T12:00:00Z', true],
    ['a freshness nobody can read', {}, 'lately', false],
    ['a freshness of a clock five seconds ahead', {}, '2026-11-02T12:00:05Z', true],
    ['a freshness that is yet to come', {}, '2026-11-02T12:00:05.001Z', false],
  ])('%s', (_what, asked, asOf, allowed) => {
    const decision = decide(policy, question(asked), facts({ asOf }));
    expect(decision).toMatchObject({ allowed, asOf });
    if (!allowed)
      expect(decision.because).toMatchObject([{ element: 'conduct.fresh-knowledge', reason: 'stale' }]);
  });
});

describe('right.object: a restriction freezes (Art. 18)', () => {
  test.each<[string, Partial<Question>, readonly string[] | undefined, boolean]>([
    ['delivery', { purpose: 'service-delivery' }, undefined, false],
    ['marketing', {}, undefined, false],
    ['statistics', { purpose: 'analytics', category: 'usage', channel: undefined }, undefined, false],
    [
      'Art. 18(2) consented use goes on',
      { purpose: 'newsletter', topic: 'monthly-round-up' },
      undefined,
      true,
    ],
    ['Art. 18(2) legal claims go on', { purpose: 'payment-collection' }, undefined, true],
    [
      'Art. 18(2) the rights of others are protected',
      { purpose: 'security', category: 'usage', channel: undefined },
      undefined,
      true,
    ],
    ['storage of accounts goes on', { purpose: 'accounting', channel: undefined }, undefined, true],
    ['what the restriction does not cover goes on', {}, ['relationship'], true],
    ['what it covers does not', {}, ['contact'], false],
    ['one that names nothing covers all', {}, [], false],
  ])('%s', (_what, asked, categories, allowed) => {
    const restrictions = [{ id: 'r', since: '2026-11-01T00:00:00Z', categories }];
    const decision = decide(policy, question(asked), facts({ restrictions }));
    expect(decision.allowed).toBe(allowed);
    if (!allowed)
      expect(decision.because).toMatchObject([
        { element: 'right.restrict', reason: 'restricted', fact: 'r', provision: 'GDPR Art. 18(2)' },
      ]);
  });
});

describe('basis.interest, right.object: what rests on legitimate interest can be objected to (Art. 21)', () => {
  const analytics = { purpose: 'analytics', category: 'usage', channel: undefined };
  test.each<[string, Partial<Question>, Partial<KnownFacts['objections'][number]>, string | undefined]>([
    ['direct marketing, at once', {}, { purpose: 'direct-marketing' }, 'objected'],
    ['Art. 21(3) no reasons outweigh it', {}, { purpose: 'direct-marketing', overridden: true }, 'objected'],
    [
      'Art. 21(2) its profiling with it',
      { purpose: 'profiling', category: 'usage', channel: undefined },
      { purpose: 'direct-marketing' },
      'objected',
    ],
    [
      'Art. 21(2) profiling for the marketing that is chosen for the person',
      { purpose: 'profiling', category: 'usage', channel: undefined },
      { purpose: 'targeted-marketing' },
      'objected',
    ],
    ['statistics wait for a decision', analytics, { purpose: 'analytics' }, 'objection-being-decided'],
    [
      'statistics go on where reasons outweigh it',
      analytics,
      { purpose: 'analytics', overridden: true },
      undefined,
    ],
    ['an objection to all reaches each', analytics, {}, 'objection-being-decided'],
    ['an objection to one reaches no other', analytics, { purpose: 'research' }, undefined],
    [
      'an objection to what this version does not name reaches each',
      {},
      { purpose: 'advertising' },
      'objected',
    ],
    ['an objection to marketing leaves statistics', analytics, { purpose: 'direct-marketing' }, undefined],
    ['no objection stops a contract', { purpose: 'service-delivery' }, {}, undefined],
    ['nor a legal duty', { purpose: 'accounting', channel: undefined }, {}, undefined],
  ])('%s', (_what, asked, objected, reason) => {
    const objections = [{ id: 'o', since: '2026-11-01T00:00:00Z', ...objected }];
    const decision = decide(policy, question(asked), facts({ objections }));
    expect(decision.allowed).toBe(reason === undefined);
    if (reason !== undefined)
      expect(decision.because).toMatchObject([
        { element: 'right.object', reason, fact: 'o', provision: 'GDPR Art. 21' },
      ]);
  });
});

function question(asked: Partial<Question>): Question {
  return {
    purpose: 'direct-marketing',
    category: 'contact',
    channel: 'email',
    at: '2026-11-02T12:00:00Z',
    ...asked,
  };
}

function disclosure(): Partial<Question> {
  return { purpose: 'disclosure-direct-marketing', recipient: 'marketing-partner', channel: undefined };
}

/** Someone for whom everything is allowed: what denies is the choice under test. */
function facts(known: Partial<KnownFacts> = {}): KnownFacts {
  const consent = { grantedAt: '2026-10-01T00:00:00Z' };
  return {
    audience: 'customer',
    subjectKind: 'consumer',
    contracts: [{ order: 'A', openedOn: '2026-01-01' }],
    consents: [
      { ...consent, id: 'c1', purpose: 'direct-marketing' },
      { ...consent, id: 'c2', purpose: 'newsletter' },
      { ...consent, id: 'c3', purpose: 'targeted-marketing' },
      { ...consent, id: 'c4', purpose: 'disclosure-direct-marketing', recipient: 'marketing-partner' },
    ],
    prohibitions: [],
    objections: [],
    restrictions: [],
    asOf: '2026-11-02T12:00:00Z',
    now: '2026-11-02T12:00:00Z',
    ...known,
  };
}
