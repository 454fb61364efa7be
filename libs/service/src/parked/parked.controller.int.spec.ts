import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#testing';
import { surroundings, type Surroundings } from '../../test/tiny-service.js';
import { tinyService } from '../../test/tiny.module.js';
import { startService, type RunningService } from '../index.js';

let around: Surroundings;
let service: RunningService;

beforeAll(async () => {
  around = await surroundings();
  service = await startService(tinyService, around.environment);
}, 30_000);
afterAll(async () => {
  await service.stop();
  await around.remove();
});

interface Item {
  readonly _id: string;
  readonly reason: string;
}
interface Page {
  readonly items: readonly Item[];
  readonly next?: string;
}

async function ask<T>(path: string, body?: object, role = 'ops'): Promise<[number, T]> {
  const answer = await fetch(`${service.url}/v1/ops/parked${path}`, {
    headers: {
      authorization: `Bearer ${await around.token({ role, sub: 'ops-1' })}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  return [answer.status, (await answer.json()) as T];
}

async function send(...bodies: string[]): Promise<void> {
  const connection = await connect(around.vhost.amqpUrl);
  const channel = await connection.createConfirmChannel();
  for (const body of bodies) channel.publish('store.events', 'customer.registered.v1', Buffer.from(body));
  await channel.waitForConfirms();
  await connection.close();
}

const parked = (count: number): Promise<readonly Item[]> =>
  eventually(async () => {
    const [, { items }] = await ask<Page>('');
    return items.length === count ? items : undefined;
  });

describe('What could not be handled waits for somebody to decide', () => {
  it('is listed page by page without its body, and opened, replayed and discarded by ops only', async () => {
    await send('{"name": "Anna Vir', '[1, 2', 'no JSON');
    const all = await parked(3);
    expect(all.map(({ reason }) => reason)).toEqual(['malformed', 'malformed', 'malformed']);
    expect(JSON.stringify(all)).not.toContain('Anna');

    const [, first] = await ask<Page>('?limit=2');
    expect(first).toMatchObject({ next: all[1]?._id, items: [{ _id: all[0]?._id }, { _id: all[1]?._id }] });
    const [, second] = await ask<Page>(`?limit=2&after=${first.next}`);
    expect(second).toEqual({ items: [expect.objectContaining({ _id: all[2]?._id })] });

    const opened = await Promise.all(all.map(({ _id }) => ask<{ body: { text: string } }>(`/${_id}`)));
    expect(opened.map(([, { body }]) => body.text).sort()).toEqual([
      '[1, 2',
      'no JSON',
      '{"name": "Anna Vir',
    ]);

    const id = all[0]?._id ?? '';
    for (const path of ['', `/${id}`]) expect((await ask(path, undefined, 'officer'))[0]).toBe(403);
    for (const verb of ['replay', 'discard']) {
      expect((await ask(`/${id}/${verb}`, { reason: 'not mine to say' }, 'officer'))[0]).toBe(403);
    }
    expect(await parked(3)).toHaveLength(3);
  }, 20_000);

  it('is discarded only with a reason, once, and stays on record without its body', async () => {
    const [{ _id: id } = { _id: '' }] = await parked(3);
    expect(await ask(`/${id}/discard`, { reason: '  ' })).toMatchObject([
      422,
      { errors: [{ field: '/reason' }] },
    ]);
    expect(await ask(`/${id}/discard`, { reason: 'a test of the store' })).toEqual([
      200,
      { id, state: 'discarded' },
    ]);
    expect(await ask(`/${id}/discard`, { reason: 'a test of the store' })).toMatchObject([409, {}]);
    expect((await ask(`/${id}/replay`, {}))[0]).toBe(409);
    const [, record] = await ask(`/${id}`);
    expect(record).toMatchObject({
      history: [{}, { what: 'discarded', by: 'ops-1', reason: 'a test of the store' }],
    });
    expect(record).not.toHaveProperty('body');
  });

  it('comes back when a replay does not help', async () => {
    const [{ _id: id } = { _id: '' }] = await parked(2);
    expect(await ask(`/${id}/replay`, {})).toEqual([200, { id, state: 'replayed' }]);
    const [, record] = await eventually(async () => {
      const answer = await ask<{ state: string; history: { what: string }[] }>(`/${id}`);
      return answer[1].history.length >= 3 && answer[1].state === 'parked' ? answer : undefined;
    });
    expect(record.history.map(({ what }) => what).sort()).toEqual(['parked', 'parked', 'replayed']);
  }, 20_000);

  it.each<[string, string, number]>([
    ['an id nobody has', `/${'0'.repeat(40)}`, 404],
    ['an id that is none', '/..%2f', 422],
    ['an unknown filter', '?$where=1', 422],
    ['a state nobody knows', '?state=lost', 422],
    ['a page without end', '?limit=100000', 422],
  ])('%s is refused', async (_name, path, status) => {
    expect((await ask(path))[0]).toBe(status);
  });
});
