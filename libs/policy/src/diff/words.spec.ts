import { describe, expect, test } from '@jest/globals';
import { wordsOf } from './words.js';

describe('a change in one sentence', () => {
  test.each<[string, string, unknown, unknown, string]>([
    [
      'recipient.hosting',
      'contract.reference',
      'DPA-2018-01',
      'DP2-2019',
      'The recipient "hosting": contract, reference is DP2-2019 instead of DPA-2018-01.',
    ],
    [
      'retention.usage',
      'period',
      'P2Y',
      'P1Y6M',
      'The retention rule "usage": period is 1 year 6 months instead of 2 years.',
    ],
    [
      'deadline.answer',
      'extendedPeriod',
      'P3W2D',
      'P1D',
      'The deadline "answer": extended period is 1 day instead of 3 weeks 2 days.',
    ],
    [
      'controller.house',
      'street',
      'Ahjokatu 14',
      'Ahjokatu 15 A',
      'The controller "house": street is "Ahjokatu 15 A" instead of "Ahjokatu 14".',
    ],
    [
      'field-class.identity',
      'note',
      'A note.',
      undefined,
      'The field class "identity": note is not given any more; it was "A note.".',
    ],
    [
      'purpose.newsletter',
      'objection',
      undefined,
      'absolute',
      'The purpose "newsletter": objection is now absolute, and was not given before.',
    ],
    ['channel.web', 'electronic', true, false, 'The channel "web": electronic is no instead of yes.'],
    [
      'maxStaleness',
      'maxStaleness',
      'PT5S',
      'PT9S',
      'The setting "maxStaleness": it is PT9S instead of PT5S.',
    ],
    [
      'category.contact',
      'fields',
      ['name', 'email', 'phone'],
      ['name', 'title', 'street'],
      'The category "contact": fields: now also title, street; no longer email, phone.',
    ],
    [
      'right.erase',
      'limits',
      [{ what: 'The law.', provision: 'Art. 17' }],
      [{ what: 'The need.' }],
      'The right "erase": limits: now also The need.; no longer The law., Art. 17.',
    ],
    [
      'hold.claim',
      'fieldClasses',
      undefined,
      ['voucher', 'contact'],
      'The hold "claim": field classes is now voucher, contact, and was not given before.',
    ],
    [
      'hold.claim',
      'fieldClasses',
      ['voucher', 'contact'],
      undefined,
      'The hold "claim": field classes is not given any more; it was voucher, contact.',
    ],
  ])('%s, %s', (element, field, before, after, words) => {
    expect(wordsOf({ kind: 'changed', element, statements: [], field, before, after })).toBe(words);
  });

  test.each<[string, object, string]>([
    ['purpose.research', { basis: 'consent' }, 'The purpose "research" is new, resting on consent.'],
    ['recipient.printer', { country: 'EE' }, 'The recipient "printer" is new, in EE.'],
    [
      'hold.vat',
      { period: 'P10Y', anchor: 'record', what: 'Vouchers.' },
      'The hold "vat" is new, for 10 years from record.',
    ],
    ['conduct.off', { what: 'It is off. Always.' }, 'The conduct "off" is new: It is off. Always.'],
    ['audience.user', { who: 'People who use it.' }, 'The audience "user" is new: People who use it.'],
    ['role.processor', {}, 'The role "processor" is new.'],
    ['review.register', { period: 'P1Y' }, 'The review "register" is new, for 1 year.'],
    ['accounting.year', {}, 'The accounting period "year" is new.'],
    ['relationship.end', {}, 'The relationship rule "end" is new.'],
    ['transfer.eea', {}, 'The list of countries "eea" is new.'],
  ])('%s that is new, and that is gone', (element, value, words) => {
    expect(wordsOf({ kind: 'added', element, statements: [], after: value })).toBe(words);
    expect(wordsOf({ kind: 'removed', element, statements: [], before: value })).toBe(
      words.replace(' is new', ' is gone'),
    );
  });
});
