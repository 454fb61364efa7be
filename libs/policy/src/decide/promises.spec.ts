import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parsePolicy } from '../model/parse-policy.js';
import { decide } from './decide.js';
import type { KnownFacts, Question } from './question.js';
import { scopeStops } from './scopes.js';
import { sendCheck } from './send-check.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');

describe('promises that hold for any question and any facts', () => {
  test('every answer says why, under which policy, and as of when; nothing asked makes it throw', () => {
    fc.assert(
      fc.property(anyQuestion(), anyFacts(), (question, facts) => {
        const decision = decide(policy, question, facts);
        expect(decision).toMatchObject({ policyVersion: 'midare/2018-05-25', asOf: facts.asOf });
        expect(decision.because.length).toBeGreaterThan(0);
        for (const { element, statements } of decision.because) {
          expect(policy.elements.has(element)).toBe(true);
          expect(statements.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('deny by default: what is allowed was declared, and rests on a purpose and its basis', () => {
    fc.assert(
      fc.property(anyQuestion(), anyFacts(), (question, facts) => {
        const decision = decide(policy, question, facts);
        if (!decision.allowed) return;
        const purpose = policy.byName.purposes.get(question.purpose);
        expect(purpose?.categories).toContain(question.category);
        if (question.channel !== undefined) expect(purpose?.channels).toContain(question.channel);
        if (question.recipient !== undefined)
          expect(policy.byName.recipients.has(question.recipient)).toBe(true);
        const elements = decision.because.map(({ element }) => element);
        expect(elements).toEqual(expect.arrayContaining([purpose?.id, `basis.${purpose?.basis}`]));
      }),
    );
  });

  test('a prohibition beats a permission, whatever came first and whatever else is known', () => {
    fc.assert(
      fc.property(anyQuestion(), anyFacts(), anyProhibition(), (asked, known, prohibition) => {
        const question = { ...asked, at: known.now };
        const purpose = policy.byName.purposes.get(question.purpose);
        if (purpose === undefined || !scopeStops(prohibition.scope, purpose, question)) return;
        const facts = { ...known, prohibitions: [...known.prohibitions, prohibition] };
        expect(decide(policy, question, facts).allowed).toBe(false);
        expect(sendCheck(policy, { channel: 'email', ...question }, facts).allowed).toBe(false);
      }),
    );
  });

  test('one more prohibition, objection or restriction never allows what was denied', () => {
    fc.assert(
      fc.property(anyQuestion(), anyFacts(), anyFacts(), (question, facts, more) => {
        if (decide(policy, question, facts).allowed) return;
        const stricter = {
          ...facts,
          prohibitions: [...facts.prohibitions, ...more.prohibitions],
          objections: [...facts.objections, ...more.objections],
          restrictions: [...facts.restrictions, ...more.restrictions],
        };
        expect(decide(policy, question, stricter).allowed).toBe(false);
      }),
    );
  });

  test('no order in which facts became known changes the answer', () => {
    fc.assert(
      fc.property(anyQuestion(), anyFacts(), (question, facts) => {
        const reversed = {
          ...facts,
          contracts: facts.contracts.toReversed(),
          consents: facts.consents.toReversed(),
          prohibitions: facts.prohibitions.toReversed(),
          objections: facts.objections.toReversed(),
          restrictions: facts.restrictions.toReversed(),
        };
        expect(decide(policy, question, reversed).allowed).toBe(decide(policy, question, facts).allowed);
      }),
    );
  });

  test('stale knowledge allows only contract and legal duty, and those as much as fresh knowledge does', () => {
    fc.assert(
      fc.property(anyQuestion(), anyFacts(), (asked, known) => {
        const question = { ...asked, at: known.now };
        const stale = { ...known, asOf: new Date(Date.parse(known.now) - 5001).toISOString() };
        const decision = decide(policy, question, stale);
        const basis = policy.byName.purposes.get(question.purpose)?.basis;
        const goesOn = basis === 'contract' || basis === 'legal-obligation';
        const fresh = decide(policy, question, { ...known, asOf: known.now });
        expect(decision.allowed).toBe(goesOn && fresh.allowed);
      }),
    );
  });
});

function anyQuestion(): fc.Arbitrary<Question> {
  return fc.record({
    purpose: nameIn(policy.purposes),
    category: nameIn(policy.categories),
    channel: optional(nameIn(policy.channels)),
    recipient: optional(nameIn(policy.recipients)),
    topic: optional(nameIn(policy.topics)),
    productGroup: optional(fc.constantFrom('cables', 'candles')),
    ground: fc.option(fc.constant({ reference: 'case 1' }), { nil: undefined }),
    at: anyInstant(),
  });
}

function anyFacts(): fc.Arbitrary<KnownFacts> {
  const since = anyInstant();
  const purpose = nameIn(policy.purposes);
  return fc.record({
    audience: nameIn(policy.audiences),
    subjectKind: nameIn(policy.subjectKinds),
    contracts: fc.array(fc.record({ order: id(), openedOn: fc.constantFrom('2019-01-01', '2026-11-01') }), {
      maxLength: 2,
    }),
    consents: fc.array(
      fc.record(
        { id: id(), purpose, recipient: nameIn(policy.recipients), grantedAt: since, withdrawnAt: since },
        { requiredKeys: ['id', 'purpose', 'grantedAt'] },
      ),
      { maxLength: 4 },
    ),
    prohibitions: fc.array(anyProhibition(), { maxLength: 2 }),
    objections: fc.array(
      fc.record({ id: id(), purpose, since, overridden: fc.boolean() }, { requiredKeys: ['id', 'since'] }),
      { maxLength: 1 },
    ),
    restrictions: fc.array(fc.record({ id: id(), since }), { maxLength: 1 }),
    asOf: since,
    now: since,
  });
}

function anyProhibition(): fc.Arbitrary<KnownFacts['prohibitions'][number]> {
  const scope = fc.oneof(
    fc.record({
      kind: fc.constantFrom(
        'all-marketing' as const,
        'research' as const,
        'profiling' as const,
        'disclosure' as const,
      ),
    }),
    fc.record({ kind: fc.constant('channel' as const), channel: nameIn(policy.channels) }),
    fc.record({ kind: fc.constant('topic' as const), topic: nameIn(policy.topics) }),
    fc.record({ kind: fc.constant('disclosure' as const), recipient: nameIn(policy.recipients) }),
  );
  return fc.record({ id: id(), scope, since: anyInstant() });
}

function optional(arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

/** Mostly a declared name, so that the rules behind the first are reached. */
function nameIn(elements: readonly { readonly name: string }[]): fc.Arbitrary<string> {
  const declared = fc.constantFrom(...elements.map(({ name }) => name));
  return fc.oneof({ weight: 19, arbitrary: declared }, { weight: 1, arbitrary: fc.string() });
}

function anyInstant(): fc.Arbitrary<string> {
  return fc.constantFrom(
    '2019-06-01T00:00:00Z',
    '2026-11-02T11:59:58Z',
    '2026-11-02T12:00:00Z',
    '2026-11-02T12:00:03Z',
  );
}

function id(): fc.Arbitrary<string> {
  return fc.constantFrom('a', 'b', 'c');
}
