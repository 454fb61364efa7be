import { Inject, Injectable } from '@nestjs/common';
import type { CollectedItem, PartyId, RecordVerdict } from '#contracts';
import { civilDateOf, type Policy } from '#policy';
import { CLOCK, datesOf, FACTS, HASH_KEYS, POLICIES, SEALER } from '#service';
import type { Clock } from '#service';
import { FactCollection, HashKeys, Sealer, type Sealed } from '#storage';
import type {
  ConsentServiceFact,
  ContactField,
  DirectoryFact,
  Evidence,
  GrantFact,
} from '../consent-facts.js';
import { factAsBelieved, isDirectory } from '../consent-facts.js';
import { keyOwnerOf } from '../directory-key.js';
import { policyInForce } from '../policy-in-force.js';
import { itemOfGrant, itemOfWithdrawal, itemsOfDirectory } from './items-held.decision.js';
import { directoryErased, planErasure } from './plan-erasure.decision.js';

/** What is held about a party, opened for an access reply, or only named. */
@Injectable()
export class PartyHoldings {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ConsentServiceFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async collect(party: PartyId): Promise<readonly CollectedItem[]> {
    const facts = [...(await this.factsOf(party))].sort(
      (one, other) => Date.parse(one.at) - Date.parse(other.at),
    );
    const items: CollectedItem[] = [];
    for (const fact of facts) {
      if (isDirectory(fact))
        items.push(...itemsOfDirectory(party, { fact, values: await this.valuesOf(fact) }));
      else if (fact.type === 'consent.granted') items.push(itemOfGrant(fact, await this.evidenceOf(fact)));
      else if (fact.type === 'consent.withdrawn') items.push(itemOfWithdrawal(fact));
    }
    return items;
  }

  /** Which records there are, and what an erasure today would make of each. */
  async list(party: PartyId): Promise<readonly RecordVerdict[]> {
    const now = this.clock.now().toISOString();
    const policy = policyInForce(this.policies, civilDateOf(now), '/at');
    const dates = datesOf(this.clock);
    const facts = (await this.factsOf(party)).map((fact) => factAsBelieved(fact, dates));
    const { directory, kept, proofs } = planErasure(policy, party, facts, now);
    const gone = proofs.map((record): RecordVerdict => ({
      record,
      kind: 'consent',
      erase: ['permissions'],
      keep: [],
    }));
    return [...(directory ? [directoryErased(party)] : []), ...kept, ...gone];
  }

  private factsOf({ source, id }: PartyId): Promise<readonly ConsentServiceFact[]> {
    return this.facts.ofParties(this.keys.partyRefs(source, id));
  }

  private async valuesOf(fact: DirectoryFact): Promise<readonly (readonly [ContactField, string])[]> {
    const party = keyOwnerOf(fact);
    const fields = Object.entries(fact.values ?? {}) as [ContactField, Sealed<string>][];
    const opened = await this.sealer.openMany(
      fields.map(([, sealed]) => ({ party, cls: 'directory', sealed })),
    );
    return fields.flatMap(([field], index) => {
      const value = opened[index];
      return value === undefined || value === 'shredded' ? [] : [[field, value] as const];
    });
  }

  private async evidenceOf({ party, evidence }: GrantFact): Promise<Evidence | undefined> {
    if (evidence === undefined) return undefined;
    const opened = await this.sealer.open(evidence, party, 'proof');
    return opened === 'shredded' ? undefined : opened;
  }
}
