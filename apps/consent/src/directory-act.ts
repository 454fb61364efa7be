import type { PartyId } from '#contracts';
import type { ContractFact, Described, DescriptionFact } from './consent-facts.js';
import type { ContactDescription } from './describe-contact.decision.js';

type Unsealed = Omit<Described, 'ownId' | 'values' | 'addresses' | 'capacity' | 'notice'> & {
  readonly _id: string;
  readonly party: PartyId;
  readonly at: string;
  readonly contact: ContactDescription;
};

/** What a store event tells of a party, before anything is hashed or sealed. */
export type PartyAct = Unsealed & Pick<DescriptionFact, 'type'>;
export type OrderAct = Unsealed & Pick<ContractFact, 'type' | 'productGroups'> & { readonly order: string };
export type DirectoryAct = PartyAct | OrderAct;
