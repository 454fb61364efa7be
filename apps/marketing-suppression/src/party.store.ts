import { Inject, Injectable } from '@nestjs/common';
import type { FactCollection } from '#storage';
import { CLOCK, type Clock, datesOf, FACTS } from '#service';
import { ADDRESS_KNOWN, ERASED, ROLE_STATED, type AddressFact, type ErasedFact } from './address-fact.js';
import type { KnownFact } from './acts-in.decision.js';
import { knownAsBelieved } from './known-as-believed.decision.js';
import { CONSENT_ERASED, CONSENT_GRANTED, CONSENT_WITHDRAWN } from './choice-fact.js';

/** What is erased up to when: everything of these parties, or these records of theirs alone. */
export interface Erasure {
  readonly parties: readonly string[];
  readonly upTo: string;
  /** The command. */
  readonly occasion: string;
  readonly records?: readonly string[];
}

/** What is known of parties from the store and from consent; goes when they are erased. */
@Injectable()
export class PartyStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For each hash the parties that have it. */
  async holdersOf(hashes: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const wanted = new Set(hashes);
    const holders = new Map<string, Set<string>>();
    const found = hashes.length === 0 ? [] : await this.findHolders(hashes).toArray();
    for (const { party, addresses } of found) {
      for (const { hash } of addresses) {
        if (wanted.has(hash)) holders.set(hash, (holders.get(hash) ?? new Set()).add(party));
      }
    }
    return holders;
  }

  findHolders(hashes: readonly string[]) {
    return this.facts.collection
      .find({ 'addresses.hash': { $in: hashes as string[] }, type: ADDRESS_KNOWN })
      .project<Pick<AddressFact, 'party' | 'addresses'>>({ _id: 0, party: 1, addresses: 1 });
  }

  async addressesOf(parties: readonly string[]): Promise<readonly AddressFact[]> {
    return this.believed((await this.facts.ofParties(parties, [ADDRESS_KNOWN])) as readonly AddressFact[]);
  }

  async erasuresOf(parties: readonly string[]): Promise<readonly ErasedFact[]> {
    return this.believed((await this.facts.ofParties(parties, [ERASED])) as readonly ErasedFact[]);
  }

  private believed<F extends KnownFact>(facts: readonly F[]): readonly F[] {
    const dates = datesOf(this.clock);
    return facts.map((fact) => knownAsBelieved(fact, dates));
  }

  /** How many facts there are that `erase` would remove. */
  count(erasure: Omit<Erasure, 'occasion'>): Promise<number> {
    return this.facts.collection.countDocuments(addressesWithin(erasure));
  }

  /** A followed consent leaves its number in its lane behind, and nothing else: the lane is counted. */
  async erase(erasure: Erasure): Promise<void> {
    const because = { reason: 'erased', occasion: erasure.occasion };
    await this.facts.erase(addressesWithin(erasure), because);
    if (erasure.records !== undefined) return;
    await this.facts.strip(
      {
        party: { $in: [...erasure.parties] },
        type: { $in: [CONSENT_GRANTED, CONSENT_WITHDRAWN] },
        ...actedBy(erasure.upTo),
      },
      {
        set: { type: CONSENT_ERASED },
        unset: ['party', 'purpose', 'channel', 'recipient', 'consent', 'consents', 'withdrawal'],
      },
      because,
    );
  }
}

/**
 * Also what was taken in by then and says that it happens later: no date of the future outlives an erasure. That one day
 * may lie between, since clocks differ.
 */
export function actedBy(upTo: string): object {
  const moment = new Date(upTo);
  const ahead = new Date(moment.getTime() + 2 * 86_400_000).toISOString();
  return { $or: [{ at: { $lte: upTo } }, { at: { $gt: ahead }, takenAt: { $lte: moment } }] };
}

function addressesWithin({ parties, upTo, records }: Omit<Erasure, 'occasion'>): object {
  return {
    party: { $in: [...parties] },
    type: { $in: [ADDRESS_KNOWN, ROLE_STATED] },
    ...actedBy(upTo),
    ...(records !== undefined && { record: { $in: [...records] } }),
  };
}
