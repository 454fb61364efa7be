import { readJson, SuppressionAdded, validateEvent, type CloudEvent } from '#contracts';
import type { Channel, ConsumeMessage } from 'amqplib';
import { codeOf, type Tell } from '../tell.js';
import { Delays } from './delays.js';
import type { OptOutFile } from './opt-out-file.js';
import { factOf, type OptOutFact, type OptOutSet } from './opt-out-set.js';

const PUBLISHER = 'marketing-suppression';

interface Taken {
  readonly channel: Channel;
  readonly message: ConsumeMessage;
  readonly fact: OptOutFact;
}

/** Takes opt-outs from the queue into the set; what has come in while the file was written goes together. */
export class FollowOptOuts {
  /** From the person's act to here, of acts since this service listens. */
  readonly fromAct = new Delays();
  /** From the message's publication to here. */
  readonly fromPublication = new Delays();
  private readonly since = Date.now();
  private waiting: Taken[] = [];
  private writing: Promise<void> | undefined;
  private busy = false;

  constructor(
    private readonly optOuts: OptOutSet,
    private readonly file: OptOutFile | undefined,
    private readonly tell: Tell,
  ) {}

  receive(channel: Channel, message: ConsumeMessage): void {
    const event = eventOf(message);
    if (typeof event === 'string') {
      this.tell({ refusedMessage: event });
      channel.nack(message, false, false);
      return;
    }
    const fact = factOf(event);
    // Another fact of the same publisher says nothing of who may be written to.
    if (fact === undefined) return channel.ack(message);
    this.measure(event, message.fields.redelivered);
    this.waiting.push({ channel, message, fact });
    if (this.busy) return;
    this.busy = true;
    this.writing = this.write();
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const taken = this.waiting.splice(0);
      const fresh = taken.map(({ fact }) => fact).filter((fact) => this.optOuts.fold(fact));
      try {
        if (fresh.length > 0) await this.file?.append(fresh);
        for (const { channel, message } of taken) acknowledge(channel, message);
      } catch (error) {
        // Better to end and be started again than to forget an opt-out.
        this.tell({ stateFile: 'not-written', reason: codeOf(error) });
        process.exitCode = 1;
        process.kill(process.pid, 'SIGTERM');
        return;
      }
    }
    // In the same turn as the last look at what waits, so that nothing is left between the two.
    this.busy = false;
  }

  private measure({ type, time, data }: CloudEvent, again: boolean): void {
    if (again) return;
    const now = Date.now();
    this.fromPublication.add(time, now);
    if (type !== SuppressionAdded.type) return;
    const { since } = data as SuppressionAdded;
    if (Date.parse(since) >= this.since) this.fromAct.add(since, now);
  }

  async settled(): Promise<void> {
    await this.writing;
  }
}

function acknowledge(channel: Channel, message: ConsumeMessage): void {
  try {
    channel.ack(message);
  } catch {
    // The channel is gone; the message comes again and is folded into nothing new.
  }
}

function eventOf(message: ConsumeMessage): CloudEvent | string {
  const read = readJson(message.content);
  if (!read.ok) return read.reason;
  const checked = validateEvent(read.value);
  // An opt-out that is not understood might harm somebody.
  if (!checked.ok) return checked.reason;
  if (checked.event.source !== `/${PUBLISHER}` || message.properties.userId !== PUBLISHER)
    return 'sender-not-who-it-says';
  return checked.event;
}
