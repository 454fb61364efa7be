import { Inject, Injectable } from '@nestjs/common';
import type { Fact, FactCollection } from '#storage';
import { CLOCK, type Clock, datesOf, FACTS } from '#service';
import { factsAsBelieved } from './acts-in.decision.js';
import {
  ADDRESS_KNOWN,
  ERASED,
  ROLE_STATED,
  type AddressFact,
  type ErasedFact,
  type PartyFact,
} from './address-fact.js';
import { CONSENT_ERASED, CONSENT_GRANTED, CONSENT_WITHDRAWN, type ConsentFact } from './choice-fact.js';

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
    return this.believed<AddressFact>(parties, [ADDRESS_KNOWN]);
  }

  async erasuresOf(parties: readonly string[]): Promise<readonly ErasedFact[]> {
    return this.believed<ErasedFact>(parties, [ERASED]);
  }

  /** How many facts there are that `erase` would remove. */
  async count(erasure: Omit<Erasure, 'occasion'>): Promise<number> {
    return (await this.toldWithin(erasure)).length;
  }

  /** A followed consent leaves its number in its lane behind, and nothing else: the lane is counted. */
  async erase(erasure: Erasure): Promise<void> {
    const because = { reason: 'erased', occasion: erasure.occasion };
    await this.facts.erase({ _id: { $in: await this.toldWithin(erasure) } }, because);
    if (erasure.records !== undefined) return;
    const choices = await this.believed<ConsentFact>(erasure.parties, [CONSENT_GRANTED, CONSENT_WITHDRAWN]);
    await this.facts.strip(
      { _id: { $in: idsUpTo(erasure.upTo, choices) } },
      {
        set: { type: CONSENT_ERASED },
        unset: ['party', 'purpose', 'channel', 'recipient', 'consent', 'consents', 'withdrawal'],
      },
      because,
    );
  }

  private async toldWithin({ parties, upTo, records }: Omit<Erasure, 'occasion'>): Promise<string[]> {
    const told = await this.believed<PartyFact>(parties, [ADDRESS_KNOWN, ROLE_STATED]);
    return idsUpTo(
      upTo,
      told.filter(({ record }) => records === undefined || records.includes(record)),
    );
  }

  private async believed<F extends AddressFact | PartyFact | ConsentFact | ErasedFact>(
    parties: readonly string[],
    types: readonly string[],
  ): Promise<readonly F[]> {
    const found = (await this.facts.ofParties(parties, types)) as readonly F[];
    return factsAsBelieved(found, datesOf(this.clock));
  }
}

const idsUpTo = (upTo: string, facts: readonly Fact[]): string[] =>
  facts.filter(({ at }) => Date.parse(at) <= Date.parse(upTo)).map(({ _id }) => _id);
