import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { BecauseData } from '#contracts';
import { policyAt, type Policy } from '#policy';
import { CLOCK, type Clock, FACT_DOOR, type FactDoor, POLICIES } from '#service';
import { isFailed, TransientStorageError } from '#storage';
import { becauseOf } from '../because-of.js';
import type { LinkGrant } from '../link-token.js';
import type { ProhibitionFact } from '../prohibition.js';
import { RecordProhibition } from '../record-prohibition.js';
import { SuppressionStore } from '../suppression.store.js';
import { nextUnsubscribe } from './next-unsubscribe.decision.js';

export interface UnsubscribeAnswer {
  readonly suppression: string;
  readonly because: readonly BecauseData[];
  readonly effectiveFrom: string;
}

@Injectable()
export class UnsubscribeByLink {
  constructor(
    private readonly suppressions: SuppressionStore,
    private readonly record: RecordProhibition,
    @Inject(FACT_DOOR) private readonly door: FactDoor<ProhibitionFact>,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async unsubscribe({ address, scope }: LinkGrant): Promise<UnsubscribeAnswer> {
    const next = nextUnsubscribe(await this.suppressions.ofAddresses([address.hash]), address.hash, scope);
    if ('standing' in next) return answerOf(next.standing);
    const policy = policyAt(this.policies, this.clock.today());
    const fact = await this.record.factOf({
      factId: idOf(address.hash, scope.kind, scope.value, next.generation),
      address,
      scope,
      method: 'one-click',
      since: this.clock.now(),
      recordedBy: 'link',
      because: (suppression) => [becauseOf(policy, 'right.prohibit', `one-click-${scope.kind}`, suppression)],
    });
    const written = await this.door.write(fact);
    if (isFailed(written)) throw written.failed;
    // Two clicks at once have the same id: whoever came second finds the first one's prohibition standing.
    return written === 'inserted' ? answerOf(fact) : this.standing({ address, scope });
  }

  private async standing({ address, scope }: LinkGrant): Promise<UnsubscribeAnswer> {
    const next = nextUnsubscribe(await this.suppressions.ofAddresses([address.hash]), address.hash, scope);
    if ('standing' in next) return answerOf(next.standing);
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
