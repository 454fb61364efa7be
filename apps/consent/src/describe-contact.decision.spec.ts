import { describe, expect, it } from '@jest/globals';
import { describeContact } from './describe-contact.decision.js';

describe('data.contact – contact values are kept as told, their addresses by one spelling', () => {
  it('indexes an address however it is written', () => {
    const { values, addresses } = describeContact({
      name: 'Anna',
      email: ' Anna.Virtanen@Example.COM ',
      phone: '040 123 4567',
    });
    expect(values).toEqual([
      ['name', 'Anna'],
      ['email', ' Anna.Virtanen@Example.COM '],
      ['phone', '040 123 4567'],
    ]);
    expect(addresses).toEqual([
      { kind: 'email', normalised: 'anna.virtanen@example.com' },
      { kind: 'phone', normalised: '+358401234567' },
    ]);
  });

  it('keeps what no message could reach, without an index', () => {
    expect(describeContact({ email: 'anna at example' })).toEqual({
      values: [['email', 'anna at example']],
      addresses: [],
    });
  });

  it('says in what capacity they are used, where that is told', () => {
    expect(describeContact({ email: 'info@example.com', capacity: 'legal-person' })).toMatchObject({
      capacity: 'legal-person',
    });
  });

  it('data.registration – finds a person by the user id', () => {
    expect(describeContact({}, 'user-1').addresses).toEqual([{ kind: 'user-id', normalised: 'user-1' }]);
  });

  it('has nothing to say of nothing', () => {
    expect(describeContact()).toEqual({ values: [], addresses: [] });
  });
});
