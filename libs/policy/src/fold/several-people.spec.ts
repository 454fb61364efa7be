import { describe, expect, test } from '@jest/globals';
import { day, email, offered, ordered, registered, updated } from './acts.fixture.js';
import type { Act } from './acts.js';
import { foldPerson } from './fold-person.js';
import { factsOfSeveral, type Holder } from './several-people.js';
import { factsAt } from './ways.js';

const holder = (name: string, ...acts: readonly Act[]): Holder => {
  const person = foldPerson(acts, () => []);
  const way = person.stays.find(({ hashes }) => hashes.has('v'))!;
  return { name, person, facts: factsAt(person, way) };
};
const at = { addresses: [email('v')] };
const bought = (name: string, order: string, n: number, group: string, optOutOffered = true): Holder =>
  holder(
    name,
    ordered({
      ...at,
      id: order,
      order,
      at: day(n),
      productGroups: [group],
      collection: { ...offered(day(n)), optOutOffered },
    }),
  );
const saleOf = (...holders: readonly Holder[]) => factsOfSeveral(holders, () => []).existingCustomer;

const roleOf = (...holders: readonly Holder[]) => factsOfSeveral(holders, () => []).workRole;

describe('An address of several people: the sale that counts, and when a role ended', () => {
  const [old, recent] = [bought('a', '1', 2, 'toys'), bought('b', '2', 4, 'lamps')];

  test('the newest sale in which refusing was offered, with the product groups of all such sales', () => {
    const expected = {
      order: '2',
      productGroups: ['lamps', 'toys'],
      collectedInSaleAt: day(4),
      optOutOfferedAt: day(4),
    };
    expect(saleOf(old, recent)).toEqual(expected);
    expect(saleOf(recent, old)).toEqual(expected);
    expect(saleOf(bought('c', '3', 6, 'candles', false), old, recent)).toEqual(expected);
  });

  test('of two at the same moment always the same', () => {
    const [one, other] = [bought('a', '1', 2, 'toys'), bought('b', '2', 2, 'lamps')];
    expect(saleOf(one, other)?.order).toBe('1');
    expect(saleOf(other, one)?.order).toBe('1');
  });

  test('without any sale none, and the first refusal of anybody', () => {
    expect(saleOf(holder('a', registered()), holder('b', registered()))).toBeUndefined();
    const refused = (n: number): Holder =>
      holder(`r${n}`, registered({ at: day(n), collection: { ...offered(day(n)), refused: true } }));
    expect(saleOf(refused(9), old, refused(3))?.refusedAt).toBe(day(3));
  });

  test('the role that ended first', () => {
    const ended = (name: string, n: number): Holder =>
      holder(
        name,
        registered(),
        updated({ id: name, act: 'role-ended', at: day(n), addresses: undefined, wholeContact: false }),
      );
    expect(roleOf(ended('a', 8), ended('b', 5), holder('c', registered()))).toEqual({
      endedOn: '2026-06-05',
    });
    expect(roleOf(ended('a', 5), ended('b', 8))).toEqual({ endedOn: '2026-06-05' });
    expect(roleOf(holder('c', registered()))).toBeUndefined();
  });
});
