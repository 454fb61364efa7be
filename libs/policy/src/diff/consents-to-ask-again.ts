import { changedSince } from '../decide/consent-covers.js';
import type { Purpose } from '../model/elements.js';
import type { Policy } from '../model/policy.js';

/** A use that consents given under the earlier version do not cover any more. */
export interface ConsentToAskAgain {
  readonly purpose: string;
  readonly category: string;
  readonly recipient?: string;
  /** Id of the element that changed. */
  readonly element: string;
}

/**
 * What those have to be asked again who have consented under the earlier version: the uses whose purpose, category or
 * recipient changed, and no other. A purpose that is new asks for the first time, so it is not among them.
 */
export function consentsToAskAgain(before: Policy, after: Policy): readonly ConsentToAskAgain[] {
  return after.purposes
    .filter(({ name }) => canBeConsentedTo(before.byName.purposes.get(name)))
    .filter(canBeConsentedTo)
    .flatMap((purpose) => usesOf(before, after, purpose))
    .flatMap((use) => {
      const element = changedSince(before, after, use);
      return element === undefined ? [] : [{ ...use, element }];
    });
}

const canBeConsentedTo = (purpose: Purpose | undefined): boolean =>
  purpose?.basis === 'consent' || purpose?.electronicMarketing === true;

/** A recipient comes on top only where the category alone has not changed already: one reason is enough. */
function usesOf(before: Policy, after: Policy, { name: purpose, categories, needs }: Purpose) {
  return categories.flatMap((category) => {
    const use = { purpose, category };
    if (changedSince(before, after, use) !== undefined) return [use];
    return after.recipients
      .filter((recipient) => recipient.purposes.includes(purpose) && recipient.categories.includes(category))
      .filter(({ name }) => !isNamedByEach(needs) || before.byName.recipients.has(name))
      .map(({ name }) => ({ ...use, recipient: name }));
  });
}

/** Where each consent names its recipient, a new one was never agreed to, and nobody is asked about it again. */
const isNamedByEach = (needs: Purpose['needs']): boolean => needs?.includes('recipient') === true;
