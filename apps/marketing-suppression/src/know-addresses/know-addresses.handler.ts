import { Controller, Inject } from '@nestjs/common';
import {
  AccountActivated,
  CustomerRegistered,
  CustomerRoleChanged,
  CustomerRoleEnded,
  CustomerUpdated,
  OrderPlaced,
} from '#contracts';
import { done, OnEvents, park, type Outcome, type Received } from '#messaging';
import { civilDateOf } from '#policy';
import { FACT_LOG, HASH_KEYS } from '#service';
import { type FactLog, type HashKeys, isFailed } from '#storage';
import { ADDRESS_KNOWN, ROLE_STATED, type PartyFact } from '../address-fact.js';
import { EchoKeeper, type PartyRefs } from '../echo-keeper.js';
import { ForgetParty } from '../forget-party.js';
import { PeopleKeeper } from '../people-keeper.js';
import { type PartyEntry, partyEntriesOf } from './party-entries-of.decision.js';

const types = [
  CustomerRegistered.type,
  CustomerUpdated.type,
  CustomerRoleChanged.type,
  CustomerRoleEnded.type,
  OrderPlaced.type,
  AccountActivated.type,
];

interface Told {
  readonly message: number;
  readonly fact: PartyFact;
  readonly refs: PartyRefs;
}

@Controller()
export class KnowAddressesHandler {
  constructor(
    @Inject(FACT_LOG) private readonly factLog: FactLog<PartyFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    private readonly echoes: EchoKeeper,
    private readonly people: PeopleKeeper,
    private readonly forget: ForgetParty,
  ) {}

  @OnEvents(types)
  async take(batch: Received[]): Promise<Outcome[]> {
    const takenAt = new Date();
    const told = batch.flatMap(({ event }, message) =>
      partyEntriesOf(event).map((entry) =>
        this.toldBy(message, `${event.source}/${event.id}`, event.source, entry, takenAt),
      ),
    );
    const outcomes = batch.map(() => done);
    const appended = await this.factLog.append(told.map(({ fact }) => fact));
    appended.forEach((one, index) => {
      if (isFailed(one)) outcomes[told[index]!.message] = park('cannot-be-stored');
    });
    // Also for what was there before: the process may have died between the write and this.
    await this.people.keepPeopleOf(
      told.map(({ fact }) => fact).filter((fact) => fact.type === ADDRESS_KNOWN),
    );
    await this.echoes.keep([...new Map(told.map(({ fact, refs }) => [fact.party, refs])).values()]);
    await this.forget.dropWhatCameLate(told.flatMap(({ refs }) => refs));
    return outcomes;
  }

  private toldBy(message: number, id: string, eventSource: string, entry: PartyEntry, takenAt: Date): Told {
    const source = eventSource.slice(1);
    const { partyId, record } = entry;
    const refs = this.keys.partyRefs(source, partyId);
    const party = this.keys.partyRef(source, partyId);
    const instant = new Date(entry.at);
    const when = { on: civilDateOf(instant), at: instant.toISOString(), takenAt };
    if (entry.what === 'work-role') {
      return {
        message,
        refs,
        fact: { _id: id, type: ROLE_STATED, party, record, ended: entry.ended, ...when },
      };
    }
    const { what: _, at: __, addresses, ...rest } = entry;
    const hashes = addresses.flatMap(({ kind, value }) =>
      this.keys.addressHashes(kind, value).map((hash) => ({ kind, ...hash })),
    );
    const fact = {
      _id: `${id}/${partyId}`,
      type: ADDRESS_KNOWN,
      source,
      party,
      ...rest,
      addresses: hashes,
      ...when,
    } as const;
    return { message, refs, fact };
  }
}
