import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { consentsToAskAgain } from './consents-to-ask-again.js';
import { diffPolicies } from './diff-policies.js';
import { type Edit, edits, later, version } from './versions.fixture.js';

const before = version();
const source = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');

describe('What a company would change is told in structure and in words', () => {
  test.each<[string, readonly Edit[], readonly object[]]>([
    ['nothing but the day it starts', [], []],
    ['nothing but the code that versions published before name', [edits.namesCode], []],
    ['another name of the policy', [['policy: midare', 'policy: midare-two']], []],
    [
      'a list in another order',
      [['sources: [subject, subscriber, external]', 'sources: [external, subject, subscriber]']],
      [],
    ],
    [
      'a shorter period',
      [edits.fiveYears],
      [
        {
          kind: 'changed',
          element: 'retention.customer',
          statements: ['retention.customer'],
          field: 'period',
          before: 'P10Y',
          after: 'P5Y',
          matters: ['kept-shorter'],
          words: 'The retention rule "customer": period is 5 years instead of 10 years.',
        },
      ],
    ],
    [
      'a category more for a consent',
      [edits.newsletterUsesInterests],
      [
        {
          element: 'purpose.newsletter',
          field: 'categories',
          matters: ['consent', 'processing'],
          words: 'The purpose "newsletter": categories: now also interests.',
        },
      ],
    ],
    [
      'less in a category',
      [edits.contactLosesPhone],
      [{ matters: ['processing'], words: 'The category "contact": fields: no longer phone.' }],
    ],
    [
      'a recipient in another country',
      [edits.instituteInNorway],
      [
        {
          matters: ['consent', 'disclosure'],
          words: 'The recipient "research-institute": country is NO instead of FI.',
        },
      ],
    ],
    [
      'a recipient in another country, with a note',
      [[edits.instituteInNorway[0], `${edits.instituteInNorway[1]}\n    note: It has moved.`]],
      [
        { field: 'country', matters: ['consent', 'disclosure'] },
        { field: 'note', matters: ['wording'] },
      ],
    ],
    ['a list that names a thing twice', [['fields: [serviceUse]', 'fields: [serviceUse, serviceUse]']], []],
    [
      'other statements',
      [
        [
          'id: channel.sms\n    statements: [right.prohibit]',
          'id: channel.sms\n    statements: [newsletter.cancel]',
        ],
      ],
      [{ element: 'channel.sms', field: 'statements', statements: ['newsletter.cancel'] }],
    ],
    [
      'an authority, where none was named',
      [
        [
          'review:\n  id',
          'authority:\n  id: authority.finland\n  statements: [scope.law]\n  organisation: DPO\n  address: Helsinki\n  email: a@b.fi\n  web: b.fi\n\nreview:\n  id',
        ],
      ],
      [{ kind: 'added', element: 'authority.finland', matters: ['information'] }],
    ],
    ['a note', [edits.anotherNote], [{ field: 'note', matters: ['wording'] }]],
    [
      'a field within a field',
      [['DPA-2018-01, validFrom: 2018-05-25', 'DPA-2018-01, validFrom: 2018-05-25, validTo: 2030-12-31']],
      [
        {
          field: 'contract.validTo',
          after: '2030-12-31',
          words:
            'The recipient "marketing-service": contract, valid to is now 2030-12-31, and was not given before.',
        },
      ],
    ],
    [
      'what belongs to no element',
      [['maxStaleness: PT5S', 'maxStaleness: PT9S']],
      [
        {
          element: 'maxStaleness',
          statements: [],
          field: 'maxStaleness',
          matters: ['processing'],
          words: 'The setting "maxStaleness": it is PT9S instead of PT5S.',
        },
      ],
    ],
    [
      'a hold that is gone',
      [[/  - id: hold\.vat-one-stop-shop[\s\S]*?Art\. 63c\n/.exec(source)![0], '']],
      [
        {
          kind: 'removed',
          element: 'hold.vat-one-stop-shop',
          statements: ['basis.law', 'right.erase-limits'],
          matters: ['kept-shorter'],
          words: 'The hold "vat-one-stop-shop" is gone, for 10 years from transaction-year-end.',
        },
      ],
    ],
    [
      'a recipient that is new',
      [
        [
          'recipients:\n',
          'recipients:\n  - id: recipient.printer\n    statements: [recipient.processors]\n    role: processor\n    country: EE\n    purposes: [newsletter]\n    categories: [contact]\n',
        ],
      ],
      [
        {
          kind: 'added',
          element: 'recipient.printer',
          matters: ['consent', 'disclosure'],
          words: 'The recipient "printer" is new, in EE.',
        },
      ],
    ],
  ])('%s', (_what, changes, expected) => {
    expect(diffPolicies(before, later(...changes))).toEqual(
      expected.map((each) => expect.objectContaining(each)),
    );
  });

  test.each([
    ['a longer wait', 'inactivityPeriod: P2Y', 'inactivityPeriod: P30M', 'kept-longer'],
    ['one more class kept', 'fieldClasses: [usage]', 'fieldClasses: [usage, answers]', 'kept-longer'],
    [
      'one class less',
      'fieldClasses: [voucher, identity, contact, delivery, order, communication, registration, answers]',
      'fieldClasses: [voucher, identity, contact, delivery, order, communication, registration]',
      'kept-shorter',
    ],
    [
      'one more thing that ends it',
      'period: P2Y\n    endedBy: [objection]',
      'period: P2Y\n    endedBy: [objection, marketing-prohibition]',
      'kept-shorter',
    ],
    [
      'another anchor',
      'fieldClasses: [usage]\n    anchor: record',
      'fieldClasses: [usage]\n    anchor: last-contact',
      'kept-otherwise',
    ],
    ['a longer deadline', 'period: P1M\n    extendedPeriod', 'period: P2M\n    extendedPeriod', 'rights'],
    ['a topic’s rhythm', 'atMost: 1', 'atMost: 2', 'processing'],
    ['where to write to', 'what: Midare Oy, Ahjokatu 14, Jyväskylä', 'what: Midare Oy', 'information'],
    ['the address of the company', 'street: Ahjokatu 14', 'street: Ahjokatu 15', 'information'],
  ])('%s matters for what it touches', (_what, from, to, matter) => {
    expect(diffPolicies(before, later([from, to])).map(({ matters }) => matters)).toEqual([[matter]]);
  });

  test('the other way round, what was added is removed and what was kept longer is kept shorter', () => {
    const kinds = { added: 'removed', removed: 'added', changed: 'changed' };
    const mirrored = { 'kept-longer': 'kept-shorter', 'kept-shorter': 'kept-longer' } as Record<
      string,
      string
    >;
    const some = fc.subarray(Object.values(edits).map((edit): Edit => edit));
    fc.assert(
      fc.property(some, (changes) => {
        const after = later(...changes);
        const seen = (one: typeof before, other: typeof before, turned: boolean) =>
          diffPolicies(one, other)
            .map(({ kind, element, field, matters }) =>
              [
                turned ? kinds[kind] : kind,
                element,
                field,
                ...matters
                  .filter((each) => each !== 'consent')
                  .map((each) => (turned ? (mirrored[each] ?? each) : each)),
              ].join(' '),
            )
            .sort();
        expect(seen(after, before, true)).toEqual(seen(before, after, false));
      }),
      { numRuns: 60 },
    );
  });

  test('basis.consent: a change matters for consent exactly where consent is asked again', () => {
    const some = fc.subarray(Object.values(edits).map((edit): Edit => edit));
    fc.assert(
      fc.property(some, (changes) => {
        const after = later(...changes);
        const marked = diffPolicies(before, after).filter(({ matters }) => matters.includes('consent'));
        const asked = consentsToAskAgain(before, after);
        expect(new Set(marked.map(({ element }) => element))).toEqual(
          new Set(asked.map(({ element }) => element)),
        );
      }),
      { numRuns: 60 },
    );
  });
});
