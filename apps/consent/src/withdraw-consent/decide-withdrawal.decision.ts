import { MOST_NAMED } from '#contracts';
import type { Because, Policy } from '#policy';
import type { ConsentServiceFact, GrantFact } from '../consent-facts.js';

export interface WithdrawalRequest {
  readonly purpose: string;
  readonly channel?: string;
  readonly recipient?: string;
}

/** Which known consents the withdrawal names. It takes effect all the same where none is known yet. */
export function consentsWithdrawn(
  facts: readonly ConsentServiceFact[],
  { purpose, channel, recipient }: WithdrawalRequest,
): readonly GrantFact[] {
  return facts
    .filter((fact): fact is GrantFact => fact.type === 'consent.granted' && fact.purpose === purpose)
    .filter((grant) => agree(grant.channel, channel) && agree(grant.recipient, recipient))
    .toSorted(({ _id: one }, { _id: other }) => (one < other ? -1 : 1));
}

/** Which of them its event names: the last ones. All that were granted before it end with it, named or not. */
export const consentsNamed = (ended: readonly GrantFact[]): readonly string[] =>
  [...ended]
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, MOST_NAMED)
    .map(({ _id }) => _id)
    .sort();

const agree = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

/** Art. 7(3): nothing is asked beyond what it is about. */
export function becauseOfWithdrawal(policy: Policy): readonly Because[] {
  const right = policy.elements.get('right.withdraw');
  if (right === undefined) return [];
  const { id, statements, reference } = right;
  return [
    {
      element: id,
      statements,
      reason: 'withdrawn',
      ...(reference !== undefined && { provision: reference }),
    },
  ];
}
