import { Inject, Injectable } from '@nestjs/common';
import type { EraseRequested, PartyId, RecordVerdict, ReplyOutcome } from '#contracts';
import { civilDateOf, type Policy } from '#policy';
import { CLOCK, FACTS, HASH_KEYS, POLICIES, SEALER } from '#service';
import type { Clock } from '#service';
import { type ErasureReason, FactCollection, HashKeys, isFailed, Sealer } from '#storage';
import { isDirectory, type ConsentServiceFact, type ErasedFact } from '../consent-facts.js';
import { isErased } from '../erased-before.decision.js';
import { policyInForce } from '../policy-in-force.js';
import { stripDirectory, stripEvidence, stripOrders } from '../strip-directory.js';
import { directoryErased, type ErasurePlan, planErasure } from './plan-erasure.decision.js';

export interface Erased {
  readonly outcome: Exclude<ReplyOutcome, 'failed'>;
  readonly verdicts: readonly RecordVerdict[];
}

/** Carries out erase commands, each once: whatever part of one a crash left undone, its repetition does. */
@Injectable()
export class PartyErasure {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ConsentServiceFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async erase({ command, parties, records, actsUpTo }: EraseRequested): Promise<Erased> {
    const each: Erased[] = [];
    for (const party of parties) each.push(await this.eraseParty(command, party, actsUpTo, records));
    const outcomes = each.map(({ outcome }) => outcome);
    const outcome = (['retained', 'done'] as const).find((one) => outcomes.includes(one)) ?? 'none';
    return { outcome, verdicts: each.flatMap(({ verdicts }) => verdicts) };
  }

  private async eraseParty(
    command: string,
    party: PartyId,
    actsUpTo?: string,
    records?: readonly RecordVerdict[],
  ): Promise<Erased> {
    const now = this.clock.now().toISOString();
    const policy = policyInForce(this.policies, civilDateOf(now), '/at');
    const refs = this.keys.partyRefs(party.source, party.id);
    const upTo = actsUpTo ?? now;
    const acts = (await this.facts.ofParties(refs)).filter(({ at }) => Date.parse(at) <= Date.parse(upTo));
    const plan = planErasure(policy, party, acts, now, records);
    const erased = await this.writeOnce(this.factOf(command, refs[0]!, upTo, plan, records === undefined));
    const because = { reason: 'erased', occasion: command };
    if (erased.type === 'party.erased') await this.eraseDirectory(refs, erased, because);
    await stripOrders(this.facts, plan.orders, because);
    await this.eraseProofs(refs, plan.proofs, because);
    const own = erased.directory ? [directoryErased(party)] : [];
    return { outcome: erased.outcome, verdicts: [...own, ...erased.kept] };
  }

  private factOf(command: string, ref: string, at: string, plan: ErasurePlan, whole: boolean): ErasedFact {
    const { outcome, directory, kept } = plan;
    const type = whole || directory ? 'party.erased' : 'records.erased';
    const _id = `erase/${command}/${ref}`;
    return { _id, type, party: ref, at, on: civilDateOf(at), takenAt: new Date(), outcome, directory, kept };
  }

  /** Durable before anything is gone: what is taken in from now on is judged by it. */
  private async writeOnce(fact: ErasedFact): Promise<ErasedFact> {
    const [written] = await this.facts.insertTombstones([fact], fact._id);
    if (written !== undefined && isFailed(written)) throw written.failed;
    if (written === 'inserted') return fact;
    const earlier = await this.facts.findById(fact._id);
    return earlier?.type === fact.type || earlier?.type === 'party.erased' ? earlier : fact;
  }

  /** Shredded only while something is left to erase: a new incarnation of the party has its own key. */
  private async eraseDirectory(
    refs: readonly string[],
    erased: ErasedFact,
    because: ErasureReason,
  ): Promise<void> {
    const told = (await this.facts.ofParties(refs, ['party.described', 'contract.opened']))
      .filter(isDirectory)
      .filter(({ ownId }) => ownId !== undefined);
    const reached = told.filter((fact) => isErased(fact, Date.parse(erased.at)));
    if (reached.length === 0) return;
    // What the person did since the erasure was ordered is sealed under the same key, and stays.
    if (reached.length === told.length) for (const ref of refs) await this.sealer.shred(ref, 'directory');
    await stripDirectory(
      this.facts,
      reached.map(({ _id }) => _id),
      because,
    );
  }

  /** The key goes first: while a proof is left, the repeated command finds what a crash left undone. */
  private async eraseProofs(
    refs: readonly string[],
    proofs: readonly string[],
    because: ErasureReason,
  ): Promise<void> {
    if (proofs.length === 0) return;
    const granted = await this.facts.ofParties(refs, ['consent.granted']);
    const others = granted.filter(
      (fact) => fact.type === 'consent.granted' && fact.evidence !== undefined && !proofs.includes(fact._id),
    );
    if (others.length === 0) for (const ref of refs) await this.sealer.shred(ref, 'proof');
    await stripEvidence(this.facts, proofs, because);
  }
}
