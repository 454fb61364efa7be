import { describe, expect, test } from '@jest/globals';
import { type Facts, tellsOf } from './tells.fixture.js';

describe('the record of processing, of one use', () => {
  const people = [
    'People who look at bikes on our site or in our app',
    'People who book a bike or a repair, and people who ride a bike another has booked',
    'People who find one of our bikes and tell us',
  ];
  const bookings = 'Bookings and repairs (bookings, rentals, repairs, deposits, invoices, messages)';
  const openRequest = 'An open request: until the matter is closed (GDPR Art. 15(3))';

  test.each<[string, Facts]>([
    [
      'theft-recovery',
      {
        'Legal ground': 'Legitimate interest',
        'Our interest': 'Getting back a bike that is stolen or not brought back.',
        Concerns: people,
        'Data used': [
          'Where the bike was (position of the bike, openings and closings of the lock)',
          bookings,
        ],
        Recipients: 'Map service (Switzerland)',
        'Ground for the transfer': 'Map service: Decision on Switzerland: in use.',
        Erased: 'Positions of bikes: 14 days after the data was recorded',
        'The law may ask for longer': openRequest,
      },
    ],
    [
      'deposit',
      {
        'Legal ground': 'Contract',
        Concerns: people,
        'Data used': ['Who you are (name, e-mail address, phone number)', bookings],
        Erased: [
          'Bookings and rentals: 1 year after the end of the financial year',
          'Condition of the bike: 3 years after the data was recorded',
        ],
        'The law may ask for longer': [
          'Receipts and invoices: 6 years after the end of the calendar year in which the financial year ended (Accounting Act 1336/1997 ch. 2 §10(2))',
          'Account books: 10 years after the end of the financial year (Accounting Act 1336/1997 ch. 2 §10(1))',
          'Damage under dispute: until the claim is settled (GDPR Art. 6(1)(f), 17(3)(e))',
          openRequest,
        ],
      },
    ],
    [
      'bike-fitting',
      {
        'Legal ground': 'Your consent',
        Concerns: people,
        'Data used': 'Your measures (height, height of the saddle)',
        Erased: 'Your measures: erased as soon as the consent ends',
        'The law may ask for longer': openRequest,
      },
    ],
  ])('Art. 30(1)(b)–(f): %s', (name, facts) => {
    expect(tellsOf('kettinki', `purpose.${name}`, { record: true }).facts).toEqual(facts);
  });

  test('Art. 30(1)(e): data that stays in the EEA needs no ground', () => {
    const { facts } = tellsOf('midare', 'purpose.accounting', { record: true });
    expect(facts).toMatchObject({ Recipients: 'Accounting firm (Finland)' });
    expect(facts).not.toHaveProperty('Ground for the transfer');
  });

  test('Art. 30(1)(f): a hold counts only for data the use has', () => {
    const { facts } = tellsOf('kettinki', 'purpose.insurance-claim', { record: true });
    expect(facts['The law may ask for longer']).toEqual([
      'Damage under dispute: until the claim is settled (GDPR Art. 6(1)(f), 17(3)(e))',
      openRequest,
    ]);
  });

  test('Art. 30(1)(g): what is done for security', () => {
    expect(tellsOf('kettinki', 'security', { record: true }).says.join()).toContain(
      'each person under keys of their own',
    );
  });

  test('uses stand in it without the headings of their grounds, and nothing says they had them', () => {
    expect(tellsOf('kettinki', 'why', { record: true }).says).toEqual([]);
  });
});
