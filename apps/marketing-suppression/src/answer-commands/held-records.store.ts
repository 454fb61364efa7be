import { Inject, Injectable } from '@nestjs/common';
import type { EraseRequested, PartyId } from '#contracts';
import { civilDateOf } from '#policy';
import { CLOCK, type Clock, datesOf, FACT_LOG, FACTS, HASH_KEYS } from '#service';
import { durable, type FactCollection, type FactLog, type HashKeys } from '#storage';
import { factsAsBelieved } from '../acts-in.decision.js';
import { ERASED, type ErasedFact } from '../address-fact.js';
import { EchoKeeper } from '../echo-keeper.js';
import { ForgetParty } from '../forget-party.js';
import { PartyStore } from '../party.store.js';
import {
  factIdOfSuppression,
  PROHIBITED,
  type ProhibitionFact,
  type SuppressionFact,
} from '../prohibition.js';
import { liftedOn } from '../prohibitions-in-force.decision.js';
import { SuppressionStore } from '../suppression.store.js';
import type { Held, HeldProhibition } from './held-records.decision.js';

/** What the first hearing of the command found. */
export interface Erased {
  readonly found: boolean;
  readonly prohibitions: readonly HeldProhibition[];
}

@Injectable()
export class HeldRecordsStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ErasedFact | ProhibitionFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<ErasedFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly suppressions: SuppressionStore,
    private readonly parties: PartyStore,
    private readonly echoes: EchoKeeper,
    private readonly forget: ForgetParty,
  ) {}

  async of(parties: readonly PartyId[]): Promise<Held> {
    const refs = this.refsOf(parties).flat();
    const addresses = await this.parties.addressesOf(refs);
    const hashes = addresses.flatMap(({ addresses }) => addresses.map(({ hash }) => hash));
    const facts = [
      ...(await this.suppressions.ofParties(refs)),
      ...(await this.suppressions.ofAddresses(hashes)),
    ];
    return { addresses, prohibitions: this.prohibitionsIn(facts) };
  }

  /** The same command again erases nothing that came to be after it, and answers as the first time. */
  async erase({ command, parties, records, actsUpTo }: EraseRequested): Promise<Erased> {
    const groups = this.refsOf(parties);
    await this.echoes.keep(groups);
    // Looked up now, since afterwards the addresses that lead to them are gone.
    const { prohibitions } = await this.of(parties);
    const standing = prohibitions.map(({ suppression }) => suppression);
    const now = new Date(actsUpTo ?? this.clock.now());
    const scope = records === undefined ? {} : { records: records.map(({ record }) => record) };
    const facts = await Promise.all(
      groups.flat().map(async (party): Promise<ErasedFact> => {
        const upTo = now.toISOString();
        const held = await this.parties.count({ parties: [party], upTo, ...scope });
        const when = { on: civilDateOf(now), at: upTo, takenAt: new Date() };
        return { _id: `${command}/${party}`, type: ERASED, party, held, standing, ...scope, ...when };
      }),
    );
    // In the ledger only where everything goes: what names records stays out of it, and is in the journal.
    const about = records === undefined ? { erasing: { because: command } } : {};
    const first = durable(await this.factLog.append(facts, about)).filter(isErased);
    for (const fact of first) await this.forget.drop(fact);
    return {
      found: first.some(({ held }) => held > 0),
      prohibitions: await this.prohibitions([...new Set(first.flatMap(({ standing }) => standing))]),
    };
  }

  private async prohibitions(ids: readonly string[]): Promise<readonly HeldProhibition[]> {
    const found = await this.facts.findByIds(ids.map(factIdOfSuppression));
    return this.prohibitionsIn(await this.suppressions.withLifts([...found.values()].filter(isProhibition)));
  }

  private prohibitionsIn(facts: readonly SuppressionFact[]): readonly HeldProhibition[] {
    const known = factsAsBelieved(facts, datesOf(this.clock));
    const own = new Map(known.filter(isProhibition).map((fact) => [fact._id, fact]));
    return [...own.values()].map((fact) => ({ ...fact, ...liftedOn(fact, known) }));
  }

  private refsOf(parties: readonly PartyId[]): readonly (readonly string[])[] {
    return parties.map(({ source, id }) => this.keys.partyRefs(source, id));
  }
}

const isErased = (fact: ErasedFact | ProhibitionFact): fact is ErasedFact => fact.type === ERASED;
const isProhibition = (fact: ErasedFact | SuppressionFact): fact is ProhibitionFact =>
  fact.type === PROHIBITED;
