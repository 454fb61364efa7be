import { eventually } from '#testing';
import type { ReplayRun } from './replay-run.js';
import type { Service } from './world.js';

interface Act {
  readonly service: Service;
  readonly path: string;
  readonly body: object;
}

/** What the desk was told is done: every one must be there at the end. */
export interface Acknowledged {
  /** As the marketing service knows prohibitions and lifts. */
  readonly optOuts: string[];
  erasure: string;
  /** Answered only after it was asked again. */
  repeated: number;
}

export const party = (customer: string): object => ({ source: 'web-store', id: `customer/${customer}` });

/** Makes people's choices known, each act under its own key, and asks again until it is acknowledged. */
export class Desk {
  constructor(
    private readonly run: ReplayRun,
    private readonly acknowledged: Acknowledged,
  ) {}

  async prohibit(name: string, what: object): Promise<string> {
    const body = { ...what, method: 'phone', since: '2026-07-01T08:00:00+03:00' };
    const done = await this.act<{ suppression: string }>(`prohibit-${name}`, {
      service: 'marketing-suppression',
      path: '/v1/prohibitions',
      body,
    });
    this.acknowledged.optOuts.push(done.suppression);
    return done.suppression;
  }

  async lift(suppression: string): Promise<void> {
    const evidence = { statement: 'called again', actedAt: '2026-07-01T08:30:00+03:00' };
    const path = `/v1/prohibitions/${suppression}/lift`;
    const body = { method: 'phone', evidence };
    const done = await this.act<{ lift: string }>('lift', { service: 'marketing-suppression', path, body });
    this.acknowledged.optOuts.push(done.lift);
  }

  async openErasure(customer: string): Promise<void> {
    const body = { kind: 'erasure', party: party(customer), identity: { method: 'known-to-desk' } };
    const opened = await this.act<{ request: string }>('erase', {
      service: 'subject-requests',
      path: '/v1/requests',
      body,
    });
    this.acknowledged.erasure = opened.request;
  }

  async act<T extends object>(name: string, { service, path, body }: Act): Promise<T> {
    let tries = 0;
    return eventually(
      async () => {
        tries += 1;
        const reply = await this.run.world.call<T>(service, 'POST', path, { body, key: `desk-${name}` });
        if (reply.status >= 500) throw new Error(`${service} answered ${reply.status}`);
        if (reply.status !== 200 && reply.status !== 201)
          throw new Error(`${name}: ${reply.status} ${JSON.stringify(reply.body)}`);
        if (tries > 1) this.acknowledged.repeated += 1;
        return reply.body;
      },
      { within: 60_000, every: 100 },
    );
  }

  async untilKnown(customer: string): Promise<void> {
    await eventually(
      async () => {
        const { body } = await this.run.world.call<{ parties: readonly unknown[] }>(
          'consent',
          'POST',
          '/v1/parties/find',
          { body: { party: party(customer) } },
        );
        return body.parties.length > 0;
      },
      { within: 60_000, every: 50 },
    );
  }

  async untilAllIsToldOf(customer: string, inventoryFacts: number): Promise<void> {
    const { books } = this.run;
    await eventually(
      async () => {
        const told = await books.find('retention', { partyId: `customer/${customer}` });
        if (told.length < inventoryFacts) return false;
        const ref = told[0]?.['party'];
        const known = await Promise.all([
          books.count('consent', { party: ref, type: { $in: ['party.described', 'contract.opened'] } }),
          books.count('marketing-suppression', { party: ref, type: 'address.known' }),
        ]);
        return known.every((count) => count === 2);
      },
      { within: 60_000, every: 20 },
    );
  }
}
