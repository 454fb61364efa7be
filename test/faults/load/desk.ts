import { setTimeout as pause } from 'node:timers/promises';
import type { Reply, Service, World } from '../../harness/world.js';
import type { Answered, Person } from './person.js';

const ANSWERED_WITHIN_MS = 6000;
const GIVEN_UP_AFTER_MS = 90_000;

type Write = Omit<Answered, 'answer'>;

/** Asks until it is answered, each write always under the same key. */
export class Desk {
  /** Requests sent, repeated ones included. */
  tried = 0;
  accepted = 0;

  constructor(private readonly world: World) {}

  /** `notYet`: statuses that pass, since something else must come first. */
  async write<T extends object>(person: Person, what: Write, notYet: readonly number[] = []): Promise<T> {
    const until = performance.now() + GIVEN_UP_AFTER_MS;
    let last = 'no answer';
    while (performance.now() < until) {
      const reply = await this.ask<T>(what.service, what.path, what.body, what.key);
      if (reply !== undefined) {
        const { status, body } = reply;
        if (status === 200 || status === 201) {
          this.accepted += 1;
          person.answered.push({ ...what, answer: body });
          return body;
        }
        last = `${status} ${JSON.stringify(body)}`;
        if (status < 500 && status !== 429 && !notYet.includes(status))
          throw new Error(`${what.service} refused ${what.path} of ${person.party.id}: ${last}`);
      }
      await pause(200);
    }
    throw new Error(`${what.service} ${what.path} of ${person.party.id} was never answered: ${last}`);
  }

  /** Undefined where no answer came. */
  async ask<T>(service: Service, path: string, body: object, key: string): Promise<Reply<T> | undefined> {
    this.tried += 1;
    const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
    return this.world.call<T>(service, 'POST', path, { body, key, signal }).catch(() => undefined);
  }
}
