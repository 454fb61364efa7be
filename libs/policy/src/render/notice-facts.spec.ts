import { describe, expect, test } from '@jest/globals';
import { type Company, type Facts, tellsOf } from './tells.fixture.js';

const atKettinki = [
  'Ask us; the request has no set form',
  'By post: Pyörävuokraamo Kettinki Oy, Esimerkkiranta 3, Turku',
  'By e-mail: pyorat@kettinki.example',
  'In matters of data protection: tietosuoja@kettinki.example',
];
const atMidare = [atKettinki[0]!, 'By post: Midare Oy, Ahjokatu 14, Jyväskylä'];

describe('all that the full notice tells of one element, from the policy', () => {
  test.each<[Company, string, string, Facts]>([
    ['midare', 'role', 'processor', { 'In the law': 'GDPR Art. 28(3)(e)' }],
    [
      'midare',
      'right',
      'erase',
      {
        How: atMidare,
        'When it can be refused': [
          'The law requires us to keep the data (GDPR Art. 17(3)(b))',
          'The company considers that it needs the data for the uses told here (our claim; it names no provision of law)',
        ],
        'In the law': 'GDPR Art. 17',
      },
    ],
    [
      'kettinki',
      'right',
      'object',
      {
        How: atKettinki,
        'Concerns these uses': 'Finding a lost bike, Asking how it went',
        'In the law': 'GDPR Art. 21',
      },
    ],
    [
      'kettinki',
      'right',
      'prohibit',
      {
        How: atKettinki,
        'Concerns these uses':
          'Fitting the bike to you, Map of your rides, Service reminder, Asking how it went',
        'In the law': 'GDPR Art. 21(2)–(3)',
      },
    ],
    [
      'midare',
      'right',
      'withdraw',
      {
        How: atMidare,
        'Concerns these uses':
          'Newsletter, Giving data to others for their marketing, Giving data to others for research',
        'What happens then':
          'After that we use the data you had consented to only where the law requires it.',
        'In the law': 'GDPR Art. 7(3)',
      },
    ],
    [
      'kettinki',
      'deadline',
      'answer',
      {
        'Our answer': 'within 14 days of your request',
        'If it takes longer':
          'within 3 months of your request; we tell you the reason before the first limit ends',
        'In the law': 'GDPR Art. 12(3); Regulation 1182/71 Art. 3',
      },
    ],
    [
      'kettinki',
      'authority',
      'data-protection-ombudsman',
      { 'E-mail': 'tietosuoja@om.fi', Web: 'https://tietosuoja.fi' },
    ],
    ['kettinki', 'basis', 'consent', { 'In the law': 'GDPR Art. 6(1)(a), 7' }],
    [
      'kettinki',
      'purpose',
      'service-reminder',
      {
        'Our interest': 'Reminding people of the yearly service of a bike we have repaired.',
        'Data used': 'Who you are, Your answers and reminders',
        'How we may reach you': 'E-mail, Text message',
        'Kept by these rules': 'Reminders',
        'Weighed against your interests': 'LIA-2026-02, 16 February 2026',
        'If you object': 'We stop, always and at once.',
        'You can stop it by prohibiting': 'all marketing, this way of reaching you',
      },
    ],
    [
      'kettinki',
      'purpose',
      'accounting',
      {
        'Data used': 'Who you are, Bookings and repairs',
        'Kept by these rules': 'Bookings and rentals',
        'In the law': 'Accounting Act 1336/1997 ch. 2',
      },
    ],
    [
      'kettinki',
      'category',
      'contact',
      {
        Includes: 'name, e-mail address, phone number',
        'How we have it': 'You or someone for you has given it.',
        'Must you give it': 'Yes, without it we cannot make or carry out the contract.',
        'Comes from': 'You, Who booked for you',
      },
    ],
    [
      'midare',
      'category',
      'inferred',
      {
        Includes: 'interests we have concluded, groups of similar users',
        'How we have it': 'It is concluded from other data.',
        'Comes from': 'Our own conclusions',
      },
    ],
    [
      'kettinki',
      'source',
      'subscriber',
      {
        'Named sources': 'The organisation that booked, named in the confirmation each rider gets',
        'We tell you within': '14 days',
        'In the law': 'GDPR Art. 14(3)',
      },
    ],
    [
      'midare-proposed',
      'recipient',
      'software-vendor',
      {
        Role: 'Works for us, by our instructions',
        Country: 'United States',
        'Ground for the transfer': 'EU-US Data Privacy Framework: in use.',
        Certified: 'from 1 October 2026 to 30 September 2027',
        Contract: 'PLACEHOLDER: DPA-2027-05, in force from 1 January 2027',
        'What for': 'Delivering goods and services, Customer service',
        'Data used': 'Contact details, User accounts',
      },
    ],
    [
      'kettinki',
      'recipient',
      'app-messages',
      {
        Role: 'Works for us, by our instructions',
        Country: 'United States',
        'Ground for the transfer': 'Standard contractual clauses: in use.',
        'Risk assessment': 'KET-TIA-2026-01',
        Contract: 'KET-DPA-3, in force from 1 April 2026',
        'What for': 'Renting a bike',
        'Data used': 'Your place in the app',
      },
    ],
    [
      'kettinki',
      'recipient',
      'insurer',
      {
        Role: 'Decides on its own use of the data',
        Country: 'Finland',
        'Ground for the transfer': 'Stays in the EEA.',
        Contract: 'No contract; see the purpose',
        'What for': 'Telling the insurer',
        'Data used': 'Who you are, Bookings and repairs',
      },
    ],
    [
      'midare',
      'mechanism',
      'privacy-shield',
      {
        Countries: 'United States',
        Valid: 'from 12 July 2016 to 15 July 2020. No longer valid. Nothing is sent on it.',
        'Also needed': 'The recipient must be certified on that day.',
        'In the law': 'Decision (EU) 2016/1250; void since C-311/18, 16 July 2020',
      },
    ],
    [
      'kettinki',
      'mechanism',
      'standard-clauses',
      {
        Countries: 'Any country',
        Valid: 'from 27 June 2021. Valid now.',
        'Also needed': 'The risks in the country must have been assessed.',
        'How to get a copy': 'Ask us for a copy of what binds the recipient.',
        'In the law': 'Decision (EU) 2021/914; GDPR Art. 46(2)(c)',
      },
    ],
    [
      'midare-proposed',
      'retention',
      'inferred-by-role',
      {
        Kept: 'erased as soon as the person leaves the duties the product relates to',
        'Ends sooner': 'when you prohibit marketing, when you object',
        'Checked at intervals of': '1 year',
        Concerns: 'People at companies, People at public organisations',
        Covers: 'Conclusions',
      },
    ],
    [
      'kettinki',
      'retention',
      'repair-season',
      { Kept: '2 years after the end of the year of the sale', Covers: 'Course of a booking or repair' },
    ],
    ['kettinki', 'relationship', 'end', { 'Starts again with': 'a new order' }],
    [
      'midare',
      'hold',
      'vat-one-stop-shop',
      {
        Kept: '10 years after the end of the year of the sale',
        Covers: 'Accounting material',
        'In these records':
          'orders, invoices, credit notes, payments, refunds, sales to other EU countries under the one-stop shop for VAT',
        'In the law': 'Directive 2006/112/EC Art. 369k; Regulation (EU) 282/2011 Art. 63c',
      },
    ],
    [
      'kettinki',
      'hold',
      'open-request',
      { Kept: 'until the matter is closed', Covers: 'All records', 'In the law': 'GDPR Art. 15(3)' },
    ],
    ['kettinki', 'accounting', 'financial-year', { 'In the law': 'Accounting Act 1336/1997 ch. 1 §4' }],
    [
      'midare',
      'kind',
      'consumer',
      {
        'Electronic marketing': 'only if you have said yes, or as an existing customer',
        'In the law': 'Act 917/2014 §200(1)',
      },
    ],
    ['midare', 'marketing', 'work-role', { 'In the law': 'Act 917/2014 §202' }],
    ['midare', 'channel', 'phone', { 'In the law': 'Act 917/2014 §200(2)' }],
    [
      'midare',
      'topic',
      'monthly-round-up',
      {
        'How often': 'At most 1 in a calendar month',
        'How it is ordered': 'You give your address, and confirm the order from your own mailbox.',
        'What for': 'Newsletter',
      },
    ],
    [
      'midare',
      'cookie',
      'statistics',
      {
        'On before you choose': 'No',
        'How you choose': 'In the settings of your browser.',
        'Stays on the device at most': 'Not stated',
        'Who else can read them': 'Not stated',
        'In the law': 'Act 917/2014 §205(1)',
      },
    ],
    [
      'kettinki',
      'cookie',
      'booking',
      {
        'On before you choose': 'Yes',
        'Stays on the device at most': '1 day',
        'Who else can read them': 'Nobody',
        'In the law': 'Act 917/2014 §205(2)',
      },
    ],
    ['midare-proposed', 'automated-decisions', 'none', { 'In the law': 'GDPR Art. 13(2)(f), 22' }],
    [
      'midare',
      'compliance',
      'prohibitions',
      { Covers: 'Mark of a prohibition', 'In the law': 'GDPR Art. 21(3)' },
    ],
    ['midare', 'notice', 'document', { Languages: 'Suomeksi, På svenska, In English' }],
  ])('%s: %s %s', (company, kind, name, facts) => {
    expect(tellsOf(company, `${kind}.${name}`).facts).toEqual(facts);
  });

  test.each<[Company, string, string, readonly string[]]>([
    ['kettinki', 'controller', 'kettinki', ['Esimerkkiranta 3, Turku, Finland']],
    ['kettinki', 'contact', 'privacy', ['tietosuoja@kettinki.example']],
    ['midare', 'role', 'controller', ['For the uses in this notice we decide why and how data is used.']],
    ['midare', 'audience', 'customer', []],
    ['midare', 'deadline', 'answer', []],
    ['midare', 'transfer', 'eea', ['Data may be in these countries without a further ground.']],
    [
      'midare',
      'basis',
      'contract',
      ['We need the data to do what you have ordered from us or agreed with us.'],
    ],
    [
      'kettinki',
      'relationship',
      'end',
      ['It ends when you say so, or when nothing has happened for 18 months.'],
    ],
    [
      'kettinki',
      'review',
      'register',
      [
        'We go through the data regularly and look for what is out of date. Interval: 6 months.',
        'Data that nobody has confirmed for 1 year is looked at.',
      ],
    ],
    ['midare', 'hold', 'suppression', ['If we forgot your prohibition, we would break it.']],
    ['midare', 'channel', 'sms', ['Electronic: prior consent or an exception above is needed.']],
    ['midare', 'channel', 'post', ['Not electronic direct marketing: allowed until you prohibit it.']],
    [
      'kettinki',
      'automated-decisions',
      'none',
      [
        'No. No decision that matters to you is made by a machine alone.',
        'People at our shop decide about rentals, deposits and damage.',
      ],
    ],
    [
      'kettinki',
      'notice',
      'document',
      [
        'You need not accept this notice. It informs you.',
        'Data goes only to the recipients listed under “Who gets data”.',
        'Each version tells what changed since the one before.',
      ],
    ],
  ])('%s: %s %s in sentences', (company, kind, name, sentences) => {
    expect(tellsOf(company, `${kind}.${name}`).says).toEqual(sentences);
  });
});

describe('the short notice tells of an element', () => {
  test.each<[string, string, readonly string[], Facts]>([
    ['right', 'rectify', ['Tell us what is wrong or missing, and we put it right.'], {}],
    ['recipient', 'map-service', ['Switzerland'], {}],
    ['retention', 'reminder', ['15 months after the last contact'], {}],
    [
      'basis',
      'legitimate-interest',
      ['We have a justified need of our own, named for each use. You can object.'],
      { 'What for': 'Finding a lost bike, Service reminder, Asking how it went' },
    ],
    [
      'authority',
      'data-protection-ombudsman',
      ['Lintulahdenkuja 4, 00530 Helsinki; PL 800, 00531 Helsinki'],
      { 'E-mail': 'tietosuoja@om.fi', Web: 'https://tietosuoja.fi' },
    ],
  ])('%s %s', (kind, name, says, facts) => {
    expect(tellsOf('kettinki', `${kind}.${name}`, { layer: 'short' })).toEqual({ says, facts });
  });
});
