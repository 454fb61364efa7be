import {
  type AddressChecked,
  type BelievedDates,
  checkAddress,
  type Moment,
  type Policy,
  type SendQuestion,
} from '#policy';
import type { SuppressionFact } from '../prohibition.js';
import { actsIn, factsAsBelieved, type KnownFact } from '../acts-in.decision.js';

/** Everything known of one address: by its own hashes, and of every party that ever had it. */
export interface KnownOfAddress {
  readonly hashes: ReadonlySet<string>;
  readonly ofAddress: readonly SuppressionFact[];
  readonly parties: ReadonlyMap<string, readonly KnownFact[]>;
}

export function knownAsBelieved(known: KnownOfAddress, dates: BelievedDates): KnownOfAddress {
  return {
    ...known,
    ofAddress: factsAsBelieved(known.ofAddress, dates),
    parties: new Map([...known.parties].map(([party, facts]) => [party, factsAsBelieved(facts, dates)])),
  };
}

/** `asOf` is up to when consents and withdrawals are known; prohibitions are this service's own and known at once. */
export function answerSendCheck(
  policy: Policy,
  question: Omit<SendQuestion, 'at'>,
  { hashes, ofAddress, parties }: KnownOfAddress,
  moment: Moment,
  versions: readonly Policy[] = [policy],
): AddressChecked {
  const known = {
    hashes,
    ofAddress: ofAddress.flatMap((fact) => actsIn(fact)),
    people: new Map(
      [...parties].map(([party, facts]) => [party, facts.flatMap((fact) => actsIn(fact, party))]),
    ),
  };
  return checkAddress(policy, { ...question, at: moment.now }, known, moment, versions);
}
