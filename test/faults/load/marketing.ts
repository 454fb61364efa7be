import type { ConfirmChannel } from 'amqplib';
import { type CloudEvent, SuppressionAdded, SuppressionLifted } from '#contracts';
import { Outside } from './outside.js';

/** The marketing service: keeps every opt-out and every lift it hears of. */
export class Marketing extends Outside {
  /** Ids of prohibitions and lifts. */
  readonly heard = new Set<string>();

  constructor(url: string) {
    super(url, 'marketing-service');
  }

  protected async attend(channel: ConfirmChannel): Promise<void> {
    await channel.prefetch(100);
    await channel.consume('marketing-service.opt-outs', (message) => {
      if (message === null) return;
      const { type, data } = JSON.parse(message.content.toString()) as CloudEvent;
      if (type === SuppressionAdded.type) this.heard.add((data as SuppressionAdded).suppression);
      if (type === SuppressionLifted.type) this.heard.add((data as SuppressionLifted).lift);
      channel.ack(message);
    });
  }
}
