import type { CloudEvent, EraseRequested, ParticipantReplied } from '#contracts';
import { eventually } from '#testing';
import { asOutside } from './outside.js';
import { startWorld, type World, type WorldOptions } from './world.js';

/** The services, with the test itself as their web store: it says when it has erased, and lies where a test wants it to. */
export interface StoreWorld {
  readonly world: World;
  /** Every command that has come. */
  readonly told: readonly CloudEvent<EraseRequested>[];
  publish(...events: readonly CloudEvent[]): Promise<void>;
  /** The command of this id, once it has come. */
  commandOf(command: string): Promise<EraseRequested>;
  reply(command: string, said: Partial<ParticipantReplied>): Promise<void>;
  stop(): Promise<void>;
}

export async function startAsTheStore(options: WorldOptions): Promise<StoreWorld> {
  const world = await startWorld(options);
  const store = await asOutside(world, 'web-store');
  const told = (await store.listen('web-store.commands')) as readonly CloudEvent<EraseRequested>[];
  let replies = 0;
  return {
    world,
    told,
    publish: (...events) => store.publish('store.events', events),
    commandOf: async (command) =>
      (await eventually(() => told.find(({ data }) => data.command === command), { within: 8000 })).data,
    reply: (command, said) => {
      const data = { command, participant: 'web-store', replyTo: 'subject-requests', ...said };
      const event = {
        specversion: '1.0',
        id: `reply-${(replies += 1)}`,
        source: '/web-store',
        type: 'participant.replied.v1',
        time: new Date().toISOString(),
        data,
      } as CloudEvent;
      return store.publish('store.events', [event]);
    },
    stop: async () => {
      await store.close();
      await world.stop();
    },
  };
}
