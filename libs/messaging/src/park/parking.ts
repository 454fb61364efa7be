import { setTimeout as pause } from 'node:timers/promises';
import type { OwedFact } from '../publish/owed-store.js';
import type { Publisher } from '../publish/publisher.js';
import type { ClockMs } from '../ports.js';
import { ownExchange } from '../topology/names.js';
import { describeParked } from './describe-parked.js';
import type { ParkedBody, ParkedFilter, ParkedMessage, SentTo, ToPark } from './parked-message.js';
import { asStored, type ParkedSealer, type ParkedStore } from './parked-store.js';

export const REPLAYED_FROM_HEADER = 'x-seloste-publisher';

/**
 * `nobody-takes-it`: no queue is bound for it, so it has come back and is parked as before. `another-sends-it`: this service
 * may not publish it in the name of who did.
 */
export type ReplayOutcome =
  | 'replayed'
  | 'nobody-takes-it'
  | 'another-sends-it'
  | 'not-parked'
  | 'not-published'
  | 'unknown';
export type DiscardOutcome = 'discarded' | 'not-parked' | 'unknown';

export interface ParkingOptions {
  readonly service: string;
  readonly store: ParkedStore;
  readonly sealer: ParkedSealer;
  readonly publisher: Pick<Publisher, 'publishRaw'>;
  /** Tells the journal of what is durable; not waited for, since it owes its place there until it has it. */
  readonly tellJournal?: (parked: readonly OwedFact[]) => void;
  /** In whose name this service may publish beside its own queues. */
  readonly maySendAs: (publisher: string) => boolean;
  /** How long what nobody takes may need to come back by the alternate. */
  readonly comesBackMs?: number;
  readonly clockMs?: ClockMs;
}

const STUCK_REPLAY_MS = 60_000;

/** Messages that could not be handled, sealed and durable, each with its reason, until somebody decides about it. */
export class Parking {
  readonly #options: ParkingOptions;
  readonly #clockMs: ClockMs;

  constructor(options: ParkingOptions) {
    this.#options = options;
    this.#clockMs = options.clockMs ?? Date.now;
  }

  park(item: ToPark): Promise<void> {
    return this.parkAll([item]);
  }

  /** Resolves when all of them are durable; only then may they be acknowledged. */
  async parkAll(items: readonly ToPark[]): Promise<void> {
    const { service, store, sealer, tellJournal } = this.#options;
    const at = new Date(this.#clockMs());
    const bodies = await sealer.sealMany(
      items.map((item) => ({ party: service, cls: 'parked' as const, value: bodyOf(item) })),
    );
    const records = items.map((item, index) => ({ message: describeParked(item, at), body: bodies[index] }));
    await store.put(records);
    tellJournal?.(records.map(asStored));
  }

  list(filter: ParkedFilter = {}): Promise<readonly ParkedMessage[]> {
    return this.#options.store.list(filter);
  }

  /** Those that nobody has decided about. */
  count(): Promise<number> {
    return this.#options.store.count();
  }

  /** With its body opened, which may hold personal data; without where the message was replayed or discarded. */
  async show(
    id: string,
  ): Promise<{ readonly message: ParkedMessage; readonly body?: ParkedBody } | undefined> {
    const record = await this.#options.store.find(id);
    if (record === undefined) return undefined;
    const { message, body: sealed } = record;
    const body = sealed && (await this.#options.sealer.open(sealed, this.#options.service, 'parked'));
    return body === undefined || body === 'shredded' ? { message } : { message, body };
  }

  /**
   * Puts the message back into its queue, or sends it where it was first sent to, under its own id. Claimed first, so two people replaying at once publish
   * once; a crash between claim and mark leaves it claimable again, and a doubled message has one effect.
   */
  async replay(id: string, by: string): Promise<ReplayOutcome> {
    const { store } = this.#options;
    const found = await this.show(id);
    if (found === undefined) return 'unknown';
    const { message, body } = found;
    if (body === undefined) return 'not-parked';
    const { service, maySendAs, comesBackMs = 2000 } = this.#options;
    const sentTo = body.sentTo ?? { exchange: ownExchange(service), routingKey: message.queue };
    const toOthers = sentTo.exchange !== ownExchange(service);
    if (toOthers && !maySendAs(message.publisher ?? '')) return 'another-sends-it';
    const since = new Date(this.#clockMs());
    const stuck = message.state === 'replaying' && this.#isStuck(message.replayingSince);
    const from = stuck
      ? {
          states: ['replaying'] as const,
          ...(message.replayingSince && { replayingSince: message.replayingSince }),
        }
      : { states: ['parked'] as const };
    if (!(await store.change(id, from, { state: 'replaying', replayingSince: since }))) return 'not-parked';
    const claimed = { states: ['replaying'] as const, replayingSince: since };
    if (!(await this.#publish(message, body, sentTo))) {
      await store.change(id, claimed, { state: 'parked' });
      return 'not-published';
    }
    const step = { at: since, what: 'replayed', by } as const;
    if (toOthers && (await this.#cameBack(id, comesBackMs))) {
      await store.change(id, { states: ['parked'] }, { state: 'parked', step });
      return 'nobody-takes-it';
    }
    if (!(await store.change(id, claimed, { state: 'replayed', dropBody: true, step }))) {
      // The consumer has parked it again already: it stays parked, and who replayed it stays on record.
      await store.change(id, { states: ['parked'] }, { state: 'parked', step });
    }
    return 'replayed';
  }

  /** The body goes, the record of who threw it away, and why, stays. */
  async discard(id: string, { by, reason }: { by: string; reason: string }): Promise<DiscardOutcome> {
    if (reason.trim() === '' || by.trim() === '')
      throw new Error('to discard a message takes a name and a reason');
    const { store } = this.#options;
    if ((await store.find(id)) === undefined) return 'unknown';
    const step = { at: new Date(this.#clockMs()), what: 'discarded', by, reason } as const;
    const changed = await store.change(
      id,
      { states: ['parked'] },
      { state: 'discarded', dropBody: true, step },
    );
    return changed ? 'discarded' : 'not-parked';
  }

  ping(): Promise<void> {
    return this.#options.store.ping();
  }

  /** The broker confirms what an alternate takes; the consumer of its queue parks it again. */
  async #cameBack(id: string, withinMs: number): Promise<boolean> {
    for (const until = performance.now() + withinMs; performance.now() < until; await pause(50))
      if ((await this.#options.store.find(id))?.message.state === 'parked') return true;
    return false;
  }

  async #publish(message: ParkedMessage, body: ParkedBody, sentTo: SentTo): Promise<boolean> {
    const [outcome] = await this.#options.publisher.publishRaw([
      {
        ...sentTo,
        content: Buffer.from(body.base64, 'base64'),
        messageId: message._id,
        ...(body.contentType !== undefined && { contentType: body.contentType }),
        headers: { [REPLAYED_FROM_HEADER]: message.publisher ?? '' },
      },
    ]);
    return outcome === 'confirmed';
  }

  #isStuck(since: Date | undefined): boolean {
    return since === undefined || this.#clockMs() - since.getTime() > STUCK_REPLAY_MS;
  }
}

function bodyOf({ content, contentType, sentTo, error }: ToPark): ParkedBody {
  return {
    ...(sentTo !== undefined && { sentTo }),
    base64: content.toString('base64'),
    ...(contentType !== undefined && { contentType }),
    ...(error instanceof Error && { error: error.stack ?? error.message }),
  };
}
