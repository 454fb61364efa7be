import { actAsBelieved, type BelievedDates, type PersonAct } from '#policy';
import { ADDRESS_KNOWN, ERASED, type ErasedFact, type PartyFact, ROLE_STATED } from './address-fact.js';
import { CONSENT_GRANTED, CONSENT_WITHDRAWN, type ConsentFact } from './choice-fact.js';
import { ECHOED, LIFTED, PROHIBITED, type SuppressionFact } from './prohibition.js';

export type KnownFact = PartyFact | ConsentFact | SuppressionFact | ErasedFact;

/** Nothing is decided, erased or lifted by a date that cannot be true. */
export const factsAsBelieved = <F extends KnownFact>(
  facts: readonly F[],
  dates: BelievedDates,
): readonly F[] => facts.map((fact) => actAsBelieved(fact, dates, fact.type === CONSENT_GRANTED));

/** What a fact kept here means to the law, for one of the parties it may concern, or for none but its address. */
export function actsIn(fact: KnownFact, party?: string): readonly PersonAct[] {
  const { _id: id, at } = fact;
  switch (fact.type) {
    case ADDRESS_KNOWN: {
      const { on, kind, record, addresses, subjectKind, wholeContact, capacity, collection, productGroups } =
        fact;
      const told = given({ addresses, subjectKind, wholeContact, capacity, collection, productGroups });
      return [
        { type: 'told', id, at, on, act: actOf(fact), ...told, ...(kind === 'order' && { order: record }) },
      ];
    }
    case ROLE_STATED:
      return [{ type: 'told', id, at, on: fact.on, act: fact.ended ? 'role-ended' : 'role-changed' }];
    case CONSENT_GRANTED: {
      const { consent, purpose, channel, recipient, policyVersion } = fact;
      return [{ type: 'granted', id: consent, at, purpose, ...given({ channel, recipient, policyVersion }) }];
    }
    case CONSENT_WITHDRAWN: {
      const { purpose, channel, recipient, consents } = fact;
      return [{ type: 'withdrawn', id, at, purpose, consents, ...given({ channel, recipient }) }];
    }
    case PROHIBITED:
    case ECHOED: {
      const { suppression, scope, address } = fact;
      const about = given({ root: fact.type === ECHOED ? fact.root : undefined, address: address?.hash });
      const personal = party !== undefined && fact.party === party;
      return [{ type: 'prohibited', id: suppression, at, scope, personal, ...about }];
    }
    case LIFTED:
      return [{ type: 'lifted', id, at, names: fact.suppressions }];
    case ERASED:
      return fact.records === undefined ? [{ type: 'erased', id, at }] : [];
  }
}

const acts = { order: 'ordered', account: 'account-activated' } as const;

/** Only a registration says of what kind its customer is. */
function actOf({ kind, subjectKind }: Extract<PartyFact, { type: typeof ADDRESS_KNOWN }>) {
  if (kind === 'order' || kind === 'account') return acts[kind];
  return subjectKind === undefined ? 'updated' : 'registered';
}

function given<T extends object>(optional: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
