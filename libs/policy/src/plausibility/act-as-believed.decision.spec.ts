import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Act, type Grant, momentOf, type Withdrawal } from '../fold/acts.js';
import { foldPerson } from '../fold/fold-person.js';
import { actAsBelieved } from './act-as-believed.decision.js';

const dates = { earliest: '1995-01-01', today: '2026-07-01' };
const taken = '2026-05-01T09:00:00.000Z';
const far = '9999-12-31T23:59:59Z';
const epoch = '1970-01-01T00:00:00Z';
const before = '2026-04-01T09:00:00Z';
const after = '2026-06-01T09:00:00Z';

const stored = <A extends Act>(act: A, takenAt = act.at): A => ({
  ...act,
  on: act.at.slice(0, 10),
  takenAt: new Date(takenAt),
});
const believed = (acts: readonly Act[]): readonly Act[] =>
  acts.map((act) => actAsBelieved(act as never, dates, act.type === 'granted'));

const granted = (at: string, takenAt?: string): Grant =>
  stored({ type: 'granted', id: `c ${at}`, at, purpose: 'newsletter' }, takenAt);
const withdrawn = (at: string, takenAt?: string): Withdrawal =>
  stored({ type: 'withdrawn', id: `w ${at}`, at, purpose: 'newsletter', consents: [] }, takenAt);
const erased = (at: string, takenAt?: string): Act => stored({ type: 'erased', id: `e ${at}`, at }, takenAt);
const registered = (at: string, takenAt?: string): Act =>
  stored({ type: 'told', id: `r ${at}`, act: 'registered', at, on: at.slice(0, 10) }, takenAt);

describe('promise 2 – no choice outlives or beats a later one by a date that cannot be true', () => {
  test.each<[what: string, acts: readonly Act[], consents: boolean]>([
    ['a consent of 9999, and nothing else', [granted(far, taken)], true],
    ['a consent of 9999, withdrawn since', [granted(far, taken), withdrawn(after)], false],
    ['a consent of 9999, withdrawn before it was taken in', [withdrawn(before), granted(far, taken)], true],
    ['a consent of 9999, its person erased since', [granted(far, taken), erased(after)], false],
    [
      'a consent of 1970, withdrawn before it was taken in',
      [withdrawn(before), granted(epoch, taken)],
      false,
    ],
    [
      'a consent of 1970, its person erased before it was taken in',
      [erased(before), granted(epoch, taken)],
      false,
    ],
    ['a withdrawal of 1970, of a consent from before it', [granted(before), withdrawn(epoch, taken)], false],
    ['a withdrawal of 9999, and a fresh consent since', [withdrawn(far, taken), granted(after)], true],
    ['a withdrawal of 9999, of a consent from before it', [granted(before), withdrawn(far, taken)], false],
    ['an erasure of 9999, and a fresh consent since', [erased(far, taken), granted(after)], true],
    ['an erasure of 1970, of a consent from before it', [granted(before), erased(epoch, taken)], false],
  ])('%s: %s', (_what, acts, stands) => {
    const { consents } = foldPerson(believed([registered(before), ...acts]), () => []);
    expect(consents.some(({ withdrawnAt }) => withdrawnAt === undefined)).toBe(stands);
  });

  test.each<[what: string, collection: object, believedTo: object]>([
    [
      'a collection of 9999 gives nobody the existing customer’s rule',
      { collectedAt: far, optOutOffered: true, refused: false },
      { collectedAt: taken, optOutOffered: false, refused: false },
    ],
    [
      'a refusal of 1970 is one of the day of taking in',
      { collectedAt: epoch, optOutOffered: true, refused: true },
      { collectedAt: taken, optOutOffered: false, refused: true },
    ],
    [
      'one that can be true stays as it was told',
      { collectedAt: before, optOutOffered: true, refused: false },
      { collectedAt: before, optOutOffered: true, refused: false },
    ],
  ])('%s', (_what, collection, believedTo) => {
    const [told] = believed([{ ...registered(before, taken), collection } as Act]);
    expect(told).toMatchObject({ collection: believedTo });
  });

  test('whatever the dates, a withdrawal that can be dated ends every consent that was taken in before it', () => {
    const anyDate = fc.constantFrom(
      far,
      epoch,
      before,
      after,
      '2062-03-01T10:00:00+02:00',
      '0001-01-01T00:00:00Z',
    );
    fc.assert(
      fc.property(fc.array(anyDate), (grantedAt) => {
        const grants = grantedAt.map((at) => granted(at, taken)).filter((grant) => grant.at !== after);
        const acts = believed([...grants, withdrawn(after)]);
        expect(acts.filter((act) => act.type === 'granted' && momentOf(act) > Date.parse(after))).toEqual([]);
        expect(foldPerson(acts, () => []).consents.filter((one) => one.withdrawnAt === undefined)).toEqual(
          [],
        );
      }),
    );
  });
});
