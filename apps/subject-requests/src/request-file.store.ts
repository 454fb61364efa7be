import { Inject, Injectable } from '@nestjs/common';
import type { Participants } from '#participant';
import { FACTS, PARTICIPANTS, SEALER } from '#service';
import type { ErasureReason, FactCollection, Sealer } from '#storage';
import { foldRequest, type OpenedReply, type RequestFile } from './request-file.js';
import { contentKeyOf, packageKeyOf, type RepliedFact, type RequestFact } from './request-facts.js';

@Injectable()
export class RequestFileStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<RequestFact>,
    @Inject(SEALER) private readonly sealer: Sealer,
    @Inject(PARTICIPANTS) private readonly participants: Participants,
  ) {}

  async find(request: string): Promise<RequestFile | undefined> {
    return (await this.findMany([request])).get(request);
  }

  async findMany(requests: readonly string[]): Promise<ReadonlyMap<string, RequestFile>> {
    const factsOf = new Map<string, RequestFact[]>();
    for await (const fact of this.facts.collection.find({ request: { $in: [...requests] } })) {
      const known = factsOf.get(fact.request);
      if (known === undefined) factsOf.set(fact.request, [fact]);
      else known.push(fact);
    }
    return new Map(
      [...factsOf].flatMap(([request, facts]) => foldRequest(this.participants, request, facts)),
    );
  }

  /** Requests taken in before this moment that are not closed. */
  async waitingSince(moment: Date): Promise<readonly RequestFile[]> {
    const open = await this.facts.collection.find({ open: true, takenAt: { $lt: moment } }).toArray();
    const files = [...(await this.findMany(open.map(({ request }) => request))).values()];
    await this.markClosed(
      files.flatMap(({ received, closed }) => (closed === undefined ? [] : [received.request])),
    );
    return files.filter(({ closed }) => closed === undefined);
  }

  /** Lazy: a mark lost in a crash is made up for by the next look. */
  async markClosed(requests: readonly string[]): Promise<void> {
    if (requests.length === 0) return;
    await this.facts.unmark('open', { request: { $in: [...requests] } });
  }

  async ofParties(parties: readonly string[]): Promise<readonly RequestFile[]> {
    const received = await this.facts.ofParties(parties, ['request.received']);
    return [...(await this.findMany(received.map(({ request }) => request))).values()];
  }

  /** Requests after this one with data that was collected for them, in order. */
  async withPackages(after: string, limit: number): Promise<readonly string[]> {
    const found = await this.findPackages(after).limit(limit).toArray();
    return [...new Set(found.map(({ request }) => request))];
  }

  /** The cursor too, so that a test can ask it for its plan. */
  findPackages(after: string) {
    return this.facts.collection
      .find({ request: { $gt: after }, phase: 'collect', content: { $exists: true } } as object)
      .project<{ request: string }>({ _id: 0, request: 1 })
      .sort({ request: 1 });
  }

  /** The key goes first: while an answer is left, the next round finds what a crash left undone. */
  async emptyPackages(requests: readonly string[], because: ErasureReason): Promise<void> {
    if (requests.length === 0) return;
    for (const request of requests) await this.sealer.shred(packageKeyOf(request), 'request');
    await this.facts.strip(
      { request: { $in: [...requests] }, type: 'participant.replied', phase: 'collect' },
      { set: { emptied: true }, unset: ['content'] },
      because,
    );
  }

  /** What the participants said in one step, page by page; an answer whose key is gone says nothing. */
  async open(file: RequestFile, phase: RepliedFact['phase']): Promise<readonly OpenedReply[]> {
    const replies = file.replies
      .filter((reply) => reply.phase === phase && reply.content !== undefined)
      .sort((one, other) => one.page - other.page);
    const contents = await this.sealer.openMany(
      replies.flatMap((reply) =>
        reply.content === undefined
          ? []
          : [{ party: contentKeyOf(reply), cls: 'request' as const, sealed: reply.content }],
      ),
    );
    return replies.map(({ participant }, index) => {
      const content = contents[index];
      const said = content === 'shredded' || content === undefined ? {} : content;
      return { participant, items: said.items ?? [], verdicts: said.verdicts ?? [] };
    });
  }
}
