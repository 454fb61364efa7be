import { Inject, Injectable } from '@nestjs/common';
import type { EraseRequested, PartyId, RecordVerdict } from '#contracts';
import type { Erased } from '#participant';
import { civilDateOf, type Doubted, type Policy } from '#policy';
import { CLOCK, datesOf, FACT_LOG, FACTS, HASH_KEYS, POLICIES, SEALER } from '#service';
import type { Clock } from '#service';
import {
  durable,
  type ErasureReason,
  FactCollection,
  FactLog,
  HashKeys,
  Sealer,
  type Sealed,
} from '#storage';
import {
  factAsBelieved,
  isDirectory,
  type ConsentServiceFact,
  type DirectoryFact,
  type ErasedFact,
} from '../consent-facts.js';
import { keyOwnerAfter, keyOwnerOf, renewedId } from '../directory-key.js';
import { erasedBefore, isErased } from '../erased-before.decision.js';
import { policyInForce } from '../policy-in-force.js';
import { stripDirectory, stripEvidence, stripKeptOrders, stripOrders } from '../strip-directory.js';
import { directoryErased, type ErasurePlan, planErasure } from './plan-erasure.decision.js';

interface PartyErased extends Erased {
  readonly verdicts: readonly RecordVerdict[];
}

/** Carries out erase commands, each once: whatever part of one a crash left undone, its repetition does. */
@Injectable()
export class PartyErasure {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<ConsentServiceFact>,
    @Inject(FACT_LOG) private readonly factLog: FactLog<ConsentServiceFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async erase(asked: EraseRequested): Promise<Erased> {
    const each: PartyErased[] = [];
    for (const party of asked.parties) each.push(await this.eraseParty(asked, party));
    const outcomes = each.map(({ outcome }) => outcome);
    const outcome = (['retained', 'done'] as const).find((one) => outcomes.includes(one)) ?? 'none';
    return { outcome, verdicts: each.flatMap(({ verdicts }) => verdicts) };
  }

  private async eraseParty(
    { command, actsUpTo, records, lawKeeps = records !== undefined }: EraseRequested,
    party: PartyId,
  ): Promise<PartyErased> {
    const now = this.clock.now().toISOString();
    const policy = policyInForce(this.policies, civilDateOf(now), '/at');
    const refs = this.keys.partyRefs(party.source, party.id);
    const upTo = actsUpTo ?? now;
    const acts = (await this.factsOf(refs)).filter(({ at }) => Date.parse(at) <= Date.parse(upTo));
    const plan = planErasure(policy, party, acts, now, records);
    const erased = await this.writeOnce(this.factOf(command, refs[0]!, upTo, plan, records === undefined));
    const because = { reason: 'erased', occasion: command };
    if (erased.type === 'party.erased') await this.eraseDirectory(refs, erased, lawKeeps, because);
    await stripOrders(this.facts, plan.orders, because);
    await this.eraseProofs(refs, plan.proofs, because);
    const own = erased.directory ? [directoryErased(party)] : [];
    return { outcome: erased.outcome, verdicts: [...own, ...erased.kept] };
  }

  private async factsOf(
    refs: readonly string[],
    types?: readonly string[],
  ): Promise<readonly ConsentServiceFact[]> {
    const dates = datesOf(this.clock);
    return (await this.facts.ofParties(refs, types)).map((fact) => factAsBelieved(fact, dates));
  }

  private factOf(command: string, ref: string, at: string, plan: ErasurePlan, whole: boolean): ErasedFact {
    const { outcome, directory, kept } = plan;
    const type = whole || directory ? 'party.erased' : 'records.erased';
    const _id = `erase/${command}/${ref}`;
    return { _id, type, party: ref, at, on: civilDateOf(at), takenAt: new Date(), outcome, directory, kept };
  }

  /** Durable before anything is gone: what is taken in from now on is judged by it. */
  private async writeOnce(fact: ErasedFact): Promise<ErasedFact> {
    const [known] = durable(await this.factLog.append([fact], { erasing: { because: fact._id } }));
    return known?.type === fact.type || known?.type === 'party.erased' ? known : fact;
  }

  /**
   * What the person did since is sealed anew first; then the keys from before go, and only then what was under them:
   * while any of it is left, the repeated command finds what a crash left undone.
   */
  private async eraseDirectory(
    refs: readonly string[],
    erased: ErasedFact,
    lawKeeps: boolean,
    because: ErasureReason,
  ): Promise<void> {
    const facts = await this.factsOf(refs, ['party.described', 'contract.opened', 'party.erased']);
    const before = erasedBefore(facts);
    const told = facts.filter(isDirectory);
    const reached = told.filter((fact) => isErased(fact, Date.parse(erased.at)));
    const sealed = reached.filter(({ ownId }) => ownId !== undefined);
    const newer = told
      .filter((fact) => !isErased(fact, before) && fact.ownId !== undefined)
      .filter((fact) => keyOwnerOf(fact) !== keyOwnerAfter(fact.party, before));
    const renewed = await this.renew(newer, before);
    for (const owner of new Set([...sealed, ...newer].map(keyOwnerOf)))
      await this.sealer.shred(owner, 'directory');
    await stripDirectory(this.facts, renewed, because);
    if (!lawKeeps) return stripOrders(this.facts, idsOf(reached), because);
    const orders = reached.filter(isKnownOrder);
    await stripKeptOrders(this.facts, idsOf(orders), because);
    await stripDirectory(this.facts, idsOf(reached.filter((fact) => !isKnownOrder(fact))), because);
  }

  /** Gives those that are there anew. One that does not open is being renewed by whoever took it in. */
  private async renew(newer: readonly DirectoryFact[], before: number): Promise<readonly string[]> {
    if (newer.length === 0) return [];
    const copies: DirectoryFact[] = [];
    for (const fact of newer) {
      const owner = keyOwnerAfter(fact.party, before);
      const values = Object.entries(fact.values ?? {});
      const sealed: Sealed[] = [fact.ownId!, ...values.map(([, value]) => value)];
      const party = keyOwnerOf(fact);
      const opened = await this.sealer.openMany(
        sealed.map((one) => ({ party, cls: 'directory', sealed: one })),
      );
      if (opened.includes('shredded')) continue;
      const [ownId, ...again] = await this.sealer.sealMany(
        opened.map((value) => ({ party: owner, cls: 'directory', value })),
      );
      const {
        salt: _salt,
        leaf: _leaf,
        seal: _seal,
        doubted: _doubted,
        ...rest
      } = fact as DirectoryFact & Doubted;
      const copy = { ...rest, _id: renewedId(fact._id, owner), takenAt: new Date(), sealedFor: owner, ownId };
      copies.push({
        ...copy,
        values: Object.fromEntries(values.map(([field], index) => [field, again[index]])),
      } as DirectoryFact);
    }
    durable(await this.factLog.append(copies));
    const idOf = (fact: DirectoryFact): string => renewedId(fact._id, keyOwnerAfter(fact.party, before));
    const there = await this.facts.findByIds(newer.map(idOf));
    return idsOf(newer.filter((fact) => there.has(idOf(fact))));
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

const idsOf = (facts: readonly DirectoryFact[]): readonly string[] => facts.map(({ _id }) => _id);

const isKnownOrder = (fact: DirectoryFact): boolean =>
  fact.type === 'contract.opened' && (fact.order !== undefined || fact.keptByLaw === true);
