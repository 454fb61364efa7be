import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { BecauseData } from '#contracts';
import { policyAt, type Policy } from '#policy';
import { CLOCK, type Clock, FACT_LOG, POLICIES } from '#service';
import { type FactLog, isFailed, TransientStorageError } from '#storage';
import { becauseOf } from '../because-of.js';
import { EchoKeeper } from '../echo-keeper.js';
import type { LinkGrant } from '../link-token.js';
import { PartyStore } from '../party.store.js';
import type { ProhibitionFact } from '../prohibition.js';
import { RecordProhibition } from '../record-prohibition.js';
import { SuppressionStore } from '../suppression.store.js';
import { type NextUnsubscribe, nextUnsubscribe } from './next-unsubscribe.decision.js';
import { peopleOfClick } from './people-of-click.decision.js';

export interface UnsubscribeAnswer {
  readonly suppression: string;
  readonly because: readonly BecauseData[];
  readonly effectiveFrom: string;
}

@Injectable()
export class UnsubscribeByLink {
  constructor(
    private readonly suppressions: SuppressionStore,
    private readonly echoes: EchoKeeper,
    private readonly parties: PartyStore,
    private readonly record: RecordProhibition,
    @Inject(FACT_LOG) private readonly factLog: FactLog<ProhibitionFact>,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async unsubscribe(grant: LinkGrant): Promise<UnsubscribeAnswer> {
    const { address, also = [] } = grant;
    const people = await this.peopleOf(grant);
    const named = people.length > 0 ? people : [undefined];
    const standing = await Promise.all(named.map((party) => this.prohibit(grant, party)));
    if (also.length > 0) for (const root of standing) await this.echoes.keepAddress(root, [address, ...also]);
    await this.echoes.keep(people.map((party) => [party]));
    return answerOf(standing[0]!);
  }

  private async peopleOf(grant: LinkGrant): Promise<readonly string[]> {
    const { address, also = [], people, madeAt } = grant;
    if (people !== undefined && madeAt === undefined) return people;
    const hashes = [address, ...also].map(({ hash }) => hash);
    const holders = await this.parties.holdersOf(hashes);
    const parties = [...new Set([...holders.values()].flatMap((refs) => [...refs]))];
    return peopleOfClick(grant, new Set(hashes), await this.parties.addressesOf(parties));
  }

  private async prohibit(grant: LinkGrant, party: string | undefined): Promise<ProhibitionFact> {
    const { address, scope } = grant;
    const next = await this.next(grant, party);
    if ('standing' in next) return next.standing;
    const policy = policyAt(this.policies, this.clock.today());
    const fact = await this.record.factOf({
      factId: idOf(address.hash, scope.kind, scope.value, next.generation, party),
      ...(party === undefined ? { addressOnly: true } : { party }),
      address,
      scope,
      method: 'one-click',
      since: this.clock.now(),
      recordedBy: 'link',
      because: (suppression) => [becauseOf(policy, 'right.prohibit', `one-click-${scope.kind}`, suppression)],
    });
    const appended = await this.factLog.append(fact);
    if (isFailed(appended)) throw appended.failed;
    // Two clicks at once have the same id: whoever came second finds the first one's prohibition standing.
    return appended.outcome === 'inserted' ? fact : this.standing(grant, party);
  }

  private async next(
    { address, also = [], scope }: LinkGrant,
    party: string | undefined,
  ): Promise<NextUnsubscribe> {
    const hashes = [address, ...also].map(({ hash }) => hash);
    return nextUnsubscribe(await this.suppressions.ofAddresses(hashes), hashes, scope, party);
  }

  private async standing(grant: LinkGrant, party: string | undefined): Promise<ProhibitionFact> {
    const next = await this.next(grant, party);
    if ('standing' in next) return next.standing;
    throw new TransientStorageError('it was lifted between the two clicks');
  }
}

const answerOf = ({ suppression, because, at }: ProhibitionFact): UnsubscribeAnswer => ({
  suppression,
  because,
  effectiveFrom: at,
});

const idOf = (...parts: readonly (string | number | undefined)[]): string =>
  createHash('sha256')
    .update(JSON.stringify(['unsubscribe', ...parts]))
    .digest('base64url');
