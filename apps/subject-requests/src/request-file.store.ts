import { Inject, Injectable } from '@nestjs/common';
import { FACTS, SEALER } from '#service';
import type { FactCollection, Sealer } from '#storage';
import { foldRequest, type OpenedReply, type RequestFile } from './request-file.js';
import type { RepliedFact, RequestFact } from './request-facts.js';

export const requestIndexes = [
  { collection: 'facts', name: 'request', key: { request: 1 }, where: { request: { $exists: true } } },
  { collection: 'facts', name: 'open', key: { takenAt: 1 }, where: { open: true } },
  { collection: 'facts', name: 'type', key: { type: 1 } },
] as const;

@Injectable()
export class RequestFileStore {
  constructor(
    @Inject(FACTS) private readonly facts: FactCollection<RequestFact>,
    @Inject(SEALER) private readonly sealer: Sealer,
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
    return new Map([...factsOf].flatMap(([request, facts]) => foldRequest(request, facts)));
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
    await this.facts.collection.updateMany(
      { request: { $in: [...requests] }, open: true },
      { $unset: { open: true } },
    );
  }

  async ofParties(parties: readonly string[]): Promise<readonly RequestFile[]> {
    const received = await this.facts.ofParties(parties, ['request.received']);
    return [...(await this.findMany(received.map(({ request }) => request))).values()];
  }

  /** What the participants said in one step; an answer whose key is gone says nothing. */
  async open(file: RequestFile, phase: RepliedFact['phase']): Promise<readonly OpenedReply[]> {
    const { request } = file.received;
    const replies = file.replies.filter((reply) => reply.phase === phase && reply.content !== undefined);
    const contents = await this.sealer.openMany(
      replies.flatMap(({ content }) =>
        content === undefined ? [] : [{ party: request, cls: 'request' as const, sealed: content }],
      ),
    );
    return replies.map(({ participant }, index) => {
      const content = contents[index];
      const said = content === 'shredded' || content === undefined ? {} : content;
      return { participant, items: said.items ?? [], verdicts: said.verdicts ?? [] };
    });
  }
}
