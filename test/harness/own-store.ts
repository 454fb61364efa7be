import { connect } from 'amqplib';
import type { CloudEvent, Command } from '#contracts';
import { type Reply, repliesTo, routingKeyOfReply } from '#participant';
import { eventually } from '#testing';

/** A store of any name, as any program in any language would be one: amqplib and the contracts. */
export interface OwnStore {
  /** Every command that has come to its queue. */
  readonly commands: readonly CloudEvent<Command>[];
  publish(event: CloudEvent, routingKey?: string): Promise<void>;
  /** The first command that asks for it. */
  command(fits?: (command: Command) => boolean): Promise<CloudEvent<Command>>;
  answer(command: CloudEvent<Command>, reply: Reply): Promise<void>;
  close(): Promise<void>;
}

export async function asStore(name: string, url: string): Promise<OwnStore> {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  const commands: CloudEvent<Command>[] = [];
  await channel.consume(`${name}.commands`, (message) => {
    if (message === null) return;
    commands.push(JSON.parse(message.content.toString()) as CloudEvent<Command>);
    channel.ack(message);
  });
  const store: OwnStore = {
    commands,
    publish: async (event, routingKey = event.type) => {
      const contentType = 'application/cloudevents+json';
      const rest = { contentType, mandatory: true, messageId: event.id, persistent: true, userId: name };
      channel.publish('store.events', routingKey, Buffer.from(JSON.stringify(event)), rest);
      await channel.waitForConfirms();
    },
    command: (fits = () => true) =>
      eventually(() => commands.find(({ data }) => fits(data)), { within: 60_000, every: 50 }),
    answer: async ({ data }, reply) => {
      for (const event of repliesTo(name, data, reply, new Date().toISOString()))
        await store.publish(event, routingKeyOfReply(event));
    },
    close: () => connection.close(),
  };
  return store;
}
