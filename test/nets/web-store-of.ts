import { connect } from 'amqplib';
import type { CloudEvent, Command } from '#contracts';
import { repliesTo, type Reply } from '#participant';
import { brokerPassword, eventually } from '#testing';
import type { FourServices } from '../harness/four-services.js';

/** A web store that answers each command once, as it is told to. */
export interface WebStore {
  publish(events: readonly CloudEvent[]): Promise<void>;
  publishRaw(routingKey: string, text: string): Promise<void>;
  /** Waits for the command that fits, and answers it. */
  answer(fits: (command: Command) => boolean, reply: Reply | ((command: Command) => Reply)): Promise<void>;
  close(): Promise<void>;
}

export async function webStoreOf({ around: { vhost } }: FourServices): Promise<WebStore> {
  const connection = await connect(vhost.amqpUrlFor('web-store', brokerPassword('web-store')));
  const channel = await connection.createConfirmChannel();
  const heard: CloudEvent<Command>[] = [];
  const answered = new Set<string>();
  await channel.consume('web-store.commands', (message) => {
    if (message === null) return;
    heard.push(JSON.parse(message.content.toString()) as CloudEvent<Command>);
    channel.ack(message);
  });
  const send = (key: string, text: string, messageId: string): boolean =>
    channel.publish('store.events', key, Buffer.from(text), { userId: 'web-store', messageId });
  const store: WebStore = {
    publish: async (events) => {
      for (const event of events) send(keyOf(event), JSON.stringify(event), event.id);
      await channel.waitForConfirms();
    },
    publishRaw: async (key, text) => {
      send(key, text, 'raw');
      await channel.waitForConfirms();
    },
    answer: async (fits, reply) => {
      const open = ({ data }: CloudEvent<Command>): boolean => !answered.has(data.command) && fits(data);
      const { data } = await eventually(() => heard.find(open), { within: 30_000, every: 50 });
      answered.add(data.command);
      const said = typeof reply === 'function' ? reply(data) : reply;
      await store.publish(repliesTo('web-store', data, said, new Date().toISOString()));
    },
    close: () => connection.close(),
  };
  return store;
}

const keyOf = ({ type, data }: CloudEvent): string =>
  type.startsWith('participant.') ? `${type}.${(data as { replyTo: string }).replyTo}` : type;
