import { readFileSync } from 'node:fs';
import { describe, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyCaseOf } from '../../test/any-case.js';
import { holdsFor } from '../../test/properties.js';
import { addDays, civilDateOf } from '../calendar/civil-date.js';
import { parsePolicy } from '../model/parse-policy.js';
import type { Purpose } from '../model/elements.js';
import { decide } from './decide.js';
import type { KnownFacts, Question } from './question.js';
import { scopeStops } from './scopes.js';
import { sendCheck } from './send-check.js';

const policy = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');
const any = anyCaseOf(policy);
const asked = [any.question, any.facts] as [typeof any.question, typeof any.facts];
const allowed = (question: Question, facts: KnownFacts) => decide(policy, question, facts).allowed;
const purposeOf = ({ purpose }: Question): Purpose | undefined => policy.byName.purposes.get(purpose);
const goesOnAnyway = (question: Question) =>
  ['contract', 'legal-obligation'].includes(purposeOf(question)?.basis ?? '');

describe('promise 1: nothing is done that is not declared', () => {
  test('what is allowed was declared, and rests on a purpose and its basis', () => {
    holdsFor(asked, (question, facts) => {
      const decision = decide(policy, question, facts);
      if (!decision.allowed) return undefined;
      const purpose = purposeOf(question);
      const { channel, recipient, topic } = question;
      const elements = decision.because.map(({ element }) => element);
      return (
        purpose?.categories.includes(question.category) === true &&
        (channel === undefined || purpose.channels?.includes(channel) === true) &&
        (recipient === undefined ||
          policy.byName.recipients.get(recipient)?.purposes.includes(purpose.name) === true) &&
        (topic === undefined || policy.byName.topics.get(topic)?.purpose === purpose.name) &&
        (facts.subjectKind === undefined || policy.byName.subjectKinds.has(facts.subjectKind)) &&
        policy.byName.audiences.has(facts.audience ?? '') &&
        facts.role !== 'processor' &&
        elements.includes(purpose.id) &&
        elements.includes(`basis.${purpose.basis}`)
      );
    });
  });

  test('what is allowed is denied for any category, channel or topic that is not declared for the purpose', () => {
    holdsFor(asked, (question, facts) => {
      if (!allowed(question, facts)) return undefined;
      const purpose = purposeOf(question);
      const { categories, channels, topics } = policy.byName;
      const others = [
        ...[...categories.keys()]
          .filter((category) => !purpose?.categories.includes(category))
          .map((category) => ({ category })),
        ...[...channels.keys()]
          .filter((channel) => !purpose?.channels?.includes(channel))
          .map((channel) => ({ channel })),
        ...[...topics].filter(([, { purpose: of }]) => of !== purpose?.name).map(([topic]) => ({ topic })),
      ];
      return others.every((other) => !allowed({ ...question, ...other }, facts));
    });
  });

  test('stale knowledge allows only contract and legal duty, and those as much as fresh knowledge does', () => {
    holdsFor(asked, (given, known) => {
      const question = { ...given, at: known.now };
      const stale = { ...known, asOf: new Date(Date.parse(known.now) - 5001).toISOString() };
      const fresh = { ...known, asOf: known.now };
      return allowed(question, stale) === (goesOnAnyway(question) && allowed(question, fresh));
    });
  });

  test('no order in which facts became known changes the answer', () => {
    holdsFor(asked, (question, facts) => {
      const reversed = {
        ...facts,
        contracts: facts.contracts.toReversed(),
        consents: facts.consents.toReversed(),
        prohibitions: facts.prohibitions.toReversed(),
        objections: facts.objections.toReversed(),
        restrictions: facts.restrictions.toReversed(),
      };
      const [one, other] = [decide(policy, question, facts), decide(policy, question, reversed)];
      return one.allowed === other.allowed && one.until === other.until;
    });
  });
});

describe('promise 2: a prohibition beats a permission', () => {
  test('whatever came first and whatever else is known', () => {
    const purposes = policy.purposes.filter(({ stoppedBy }) => stoppedBy !== undefined);
    const stoppable = fc.constantFrom(...purposes.map(({ name }) => name));
    holdsFor([any.question, stoppable, any.facts, any.prohibition], (given, purpose, known, prohibition) => {
      const question = { ...given, purpose, at: known.now };
      const stops = scopeStops(prohibition.scope, purposeOf(question) ?? {}, question);
      if (!stops) return undefined;
      const facts = { ...known, prohibitions: [...known.prohibitions, prohibition] };
      const { allowed: sent } = sendCheck(policy, { channel: 'email', ...question }, facts);
      return !allowed(question, facts) && !sent;
    });
  });

  test('one more prohibition, objection or restriction never allows what was denied', () => {
    holdsFor([any.question, any.facts, any.facts], (question, facts, more) => {
      if (allowed(question, facts)) return undefined;
      const stricter = {
        ...facts,
        prohibitions: [...facts.prohibitions, ...more.prohibitions],
        objections: [...facts.objections, ...more.objections],
        restrictions: [...facts.restrictions, ...more.restrictions],
      };
      return !allowed(question, stricter);
    });
  });
});

describe('promise 3: the law outranks withdrawal and prohibition', () => {
  test('right.withdraw, right.prohibit: contract and legal duty go on, whatever the person has chosen', () => {
    holdsFor(asked, (question, facts) => {
      if (!goesOnAnyway(question)) return undefined;
      const choiceless = { ...facts, prohibitions: [], objections: [], consents: [] };
      return allowed(question, facts) === allowed(question, choiceless);
    });
  });

  test('and nothing rides along: what rests on consent is denied without one, whatever else is open', () => {
    const consented = policy.purposes.filter(({ basis }) => basis === 'consent').map(({ name }) => name);
    holdsFor([any.question, fc.constantFrom(...consented), any.facts], (given, purpose, facts) => {
      const question = { ...given, purpose };
      return !allowed(question, { ...facts, consents: [] });
    });
  });
});

describe('promise 4: a restriction freezes', () => {
  test('right.object: of what it covers, only the uses of Art. 18(2) go on, as they would without it', () => {
    holdsFor(asked, (given, known) => {
      const question = { ...given, at: known.now };
      const restricted = { ...known, restrictions: [{ id: 'r', since: known.now }] };
      const purpose = purposeOf(question);
      const goesOn = purpose?.basis === 'consent' || purpose?.whileRestricted !== undefined;
      return allowed(question, restricted) === (goesOn && allowed(question, { ...known, restrictions: [] }));
    });
  });
});

describe('promise 5: every answer says why', () => {
  test('and under which policy, and as of when; nothing asked makes it throw', () => {
    holdsFor(asked, (question, facts) => {
      const decision = decide(policy, question, facts);
      return (
        decision.policyVersion === policy.version &&
        decision.asOf === facts.asOf &&
        decision.because.length > 0 &&
        decision.because.every(
          ({ element, statements, reason }) =>
            policy.elements.has(element) && statements.length > 0 && /^[a-z-]+$/.test(reason),
        )
      );
    });
  });

  test('until its last day an answer stays true by itself; without one, for good', () => {
    const laterBy = fc.integer({ min: 0, max: 4000 });
    holdsFor([any.question, any.facts, laterBy], (given, known, days) => {
      const question = { ...given, at: known.now };
      const { allowed: now, until } = decide(policy, question, known);
      if (!now) return undefined;
      const later = addDays(civilDateOf(known.now), days);
      if (until !== undefined && later > until) return undefined;
      return allowed({ ...question, at: `${later}T12:00:03Z` }, known);
    });
  });
});
