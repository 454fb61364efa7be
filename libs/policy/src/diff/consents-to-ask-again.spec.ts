import { describe, expect, test } from '@jest/globals';
import { decide } from '../decide/decide.js';
import type { ConsentFact, KnownFacts, Question } from '../decide/question.js';
import { sendCheck } from '../decide/send-check.js';
import { consentsToAskAgain } from './consents-to-ask-again.js';
import { type Edit, edits, later, version } from './versions.fixture.js';

const before = version();
const at = '2027-02-01T09:00:00+02:00';

describe('basis.consent: consent is asked again only where purpose, category or recipient changed', () => {
  test.each<[string, readonly Edit[], readonly object[]]>([
    ['nothing', [], []],
    ['a note', [edits.anotherNote], []],
    ['what a topic is called', [edits.anotherTopicText], []],
    ['how long data is kept', [edits.fiveYears], []],
    ['what a purpose without consent may use', [edits.hostingForgetsUsage], []],
    ['a category with less in it', [edits.contactLosesPhone], []],
    [
      'a category more for the newsletter',
      [edits.newsletterUsesInterests],
      [{ purpose: 'newsletter', category: 'interests', element: 'purpose.newsletter' }],
    ],
    [
      'a recipient more for the newsletter',
      [edits.newsletterByACarrier],
      [{ purpose: 'newsletter', category: 'contact', recipient: 'carrier', element: 'recipient.carrier' }],
    ],
    [
      'a recipient that people consented to by name has moved',
      [edits.instituteInNorway],
      [
        {
          purpose: 'disclosure-research',
          category: 'contact',
          recipient: 'research-institute',
          element: 'recipient.research-institute',
        },
      ],
    ],
    [
      'a recipient that people consented to by name now works for us',
      [
        [
          'recipient.research-institute\n    statements: [recipient.consented]\n    role: controller',
          'recipient.research-institute\n    statements: [recipient.consented]\n    role: processor',
        ],
      ],
      [
        {
          purpose: 'disclosure-research',
          category: 'contact',
          recipient: 'research-institute',
          element: 'recipient.research-institute',
        },
      ],
    ],
    [
      'a recipient more where each consent names its own',
      [
        [
          'purposes: [disclosure-direct-marketing]',
          'purposes: [disclosure-direct-marketing, disclosure-research]',
        ],
      ],
      [
        {
          purpose: 'disclosure-research',
          category: 'contact',
          recipient: 'marketing-partner',
          element: 'recipient.marketing-partner',
        },
      ],
    ],
    [
      'a recipient that is new where each consent names its own',
      [
        [
          'recipients:\n',
          'recipients:\n  - id: recipient.institute\n    statements: [recipient.consented]\n    role: controller\n    country: FI\n    purposes: [disclosure-research]\n    categories: [contact]\n',
        ],
      ],
      [],
    ],
    [
      'a recipient more for a purpose that can be asked about without further choice',
      [
        ['needs: [channel, topic]\n    categories: [contact]', 'categories: [contact]'],
        edits.newsletterByACarrier,
      ],
      [{ purpose: 'newsletter', category: 'contact', recipient: 'carrier', element: 'recipient.carrier' }],
    ],
    [
      'a category more for a purpose that rests on consent no longer',
      [
        [
          'basis: consent\n    stoppedBy: [all-marketing, channel, topic]\n    needs: [channel, topic]\n    categories: [contact]',
          'basis: legitimate-interest\n    interest: Telling news.\n    objection: absolute\n    stoppedBy: [all-marketing, channel, topic]\n    needs: [channel, topic]\n    categories: [contact, interests]',
        ],
      ],
      [],
    ],
    [
      'a purpose of another name',
      [
        ['id: purpose.newsletter', 'id: purpose.digest'],
        ['purpose: newsletter', 'purpose: digest'],
        ['targeted-marketing, newsletter, research]', 'targeted-marketing, digest, research]'],
      ],
      [],
    ],
  ])('%s', (_what, changes, asked) => {
    expect(consentsToAskAgain(before, later(...changes))).toEqual(asked);
  });

  const contacted = ['direct-marketing', 'disclosure-direct-marketing', 'disclosure-research', 'newsletter'];
  test.each<[string, Edit, string, readonly string[]]>([
    [
      'with more in it',
      edits.contactGetsBirthDate,
      'category.contact',
      [...contacted, 'sales-promotion', 'targeted-marketing'],
    ],
    [
      'got in another way',
      edits.interestsAreObserved,
      'category.interests',
      ['direct-marketing', 'sales-promotion', 'targeted-marketing'],
    ],
  ])(
    'a category %s asks for every purpose that uses it, and for none that does not',
    (_what, edit, ...is) => {
      const [element, purposes] = is;
      const asked = consentsToAskAgain(before, later(edit));
      expect(asked.map(({ purpose }) => purpose).sort()).toEqual(purposes);
      expect(new Set(asked.map((each) => each.element))).toEqual(new Set([element]));
    },
  );
});

describe('basis.consent: a consent goes on for what it covered, and for nothing that changed since', () => {
  const granted = '2026-06-01T09:00:00+03:00';
  const letter = { purpose: 'newsletter', channel: 'email', topic: 'monthly-round-up', at };

  test.each<[string, Partial<Question>, readonly Edit[], Partial<ConsentFact>, string]>([
    ['nothing changed', {}, [], {}, 'consent-given'],
    ['only words changed', {}, [edits.anotherNote, edits.anotherTopicText], {}, 'consent-given'],
    ['a category more, which is not asked about', {}, [edits.newsletterUsesInterests], {}, 'consent-given'],
    ['a category more', { category: 'interests' }, [edits.newsletterUsesInterests], {}, 'consent-outdated'],
    ['more in the category', {}, [edits.contactGetsBirthDate], {}, 'consent-outdated'],
    ['less in the category', {}, [edits.contactLosesPhone], {}, 'consent-given'],
    ['a recipient more', { recipient: 'carrier' }, [edits.newsletterByACarrier], {}, 'consent-outdated'],
    [
      'another recipient more',
      { recipient: 'marketing-service' },
      [edits.newsletterByACarrier],
      {},
      'consent-given',
    ],
    [
      'granted under the new version',
      {},
      [edits.contactGetsBirthDate],
      { grantedAt: '2027-01-01T00:00:00+02:00' },
      'consent-given',
    ],
    [
      'told of the new version before it was in force',
      {},
      [edits.contactGetsBirthDate],
      { policyVersion: 'midare/2027-01-01' },
      'consent-given',
    ],
    [
      'told of the old version when the new one was in force',
      {},
      [edits.contactGetsBirthDate],
      { grantedAt: '2027-01-02T00:00:00+02:00', policyVersion: 'midare/2018-05-25' },
      'consent-outdated',
    ],
    [
      'withdrawn as well',
      {},
      [edits.contactGetsBirthDate],
      { withdrawnAt: '2026-07-01T00:00:00+03:00' },
      'consent-withdrawn',
    ],
  ])('%s', (_what, asked, changes, consent, reason) => {
    const after = later(...changes);
    const question = { category: 'contact', ...letter, ...asked };
    const decision = decide(after, question, facts([{ ...consentOf(granted), ...consent }]), [before, after]);
    expect(decision.because.map((each) => each.reason)).toContain(reason);
    expect(decision.allowed).toBe(reason === 'consent-given');
  });

  test('asked and answered again, the new consent carries what the old one does not', () => {
    const after = later(edits.contactGetsBirthDate);
    const consents = [consentOf(granted), { ...consentOf('2027-01-15T09:00:00+02:00'), id: 'c-2' }];
    const decision = decide(after, { category: 'contact', ...letter }, facts(consents), [before, after]);
    expect(decision).toMatchObject({
      allowed: true,
      because: [{}, { reason: 'consent-given', fact: 'c-2' }],
    });
  });

  test('the answer names the element that changed and the consent', () => {
    const after = later(edits.contactGetsBirthDate);
    const decision = decide(after, { category: 'contact', ...letter }, facts([consentOf(granted)]), [
      before,
      after,
    ]);
    expect(decision.because).toEqual([
      expect.objectContaining({
        element: 'category.contact',
        reason: 'consent-outdated',
        fact: 'c-1',
        provision: 'GDPR Art. 4(11), 7',
      }),
    ]);
  });

  test('allowed is answered for as long as a version that is published already leaves it in force', () => {
    const asked = { category: 'contact', ...letter, at: '2026-12-01T09:00:00+02:00' };
    const known = { ...facts([consentOf(granted)]), asOf: asked.at, now: asked.at };
    expect(decide(before, asked, known, [before, later()])).toMatchObject({
      allowed: true,
      until: '2026-12-31',
    });
    expect(decide(before, asked, known, [before])).not.toHaveProperty('until');
    const after = later();
    const firstDay = { ...asked, at: '2027-01-01T09:00:00+02:00' };
    const then = { ...known, asOf: firstDay.at, now: firstDay.at };
    expect(decide(after, firstDay, then, [before, after])).not.toHaveProperty('until');
  });

  test('the check before a send says the same', () => {
    const after = later(edits.contactGetsBirthDate);
    const known = { prohibitions: [], consents: [consentOf(granted)], asOf: at, now: at };
    expect(sendCheck(after, letter, known, [before, after])).toMatchObject({
      allowed: false,
      because: [{ reason: 'consent-outdated' }],
    });
    const marketing = { purpose: 'direct-marketing', channel: 'email', at };
    const consents = [{ ...consentOf(granted), purpose: 'direct-marketing' }];
    expect(sendCheck(after, marketing, { ...known, consents }, [before, after])).toMatchObject({
      allowed: false,
      because: [{ reason: 'consent-outdated' }],
    });
  });
});

const consentOf = (grantedAt: string): ConsentFact => ({ id: 'c-1', purpose: 'newsletter', grantedAt });
const facts = (consents: readonly ConsentFact[]): KnownFacts => ({
  audience: 'web-shop-customer',
  contracts: [],
  consents,
  prohibitions: [],
  objections: [],
  restrictions: [],
  asOf: at,
  now: at,
});
