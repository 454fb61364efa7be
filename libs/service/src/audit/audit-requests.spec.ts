import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { fixedHashKeys } from '#testing';
import { setPrincipal, type Role } from '../access/principal.js';
import type { Act } from './audit-record.js';
import { auditRequests } from './audit-requests.js';

async function asked(
  role: Role | undefined,
  write: (act: Act) => Promise<void>,
  withItsFact?: number,
): Promise<{ status: number; text: string; headers: Headers }> {
  const app = fastify();
  app.addHook('onRequest', (request, _reply, done) => {
    if (role !== undefined) setPrincipal(request, { role, subject: `${role}-1` });
    done();
  });
  const metrics = new Registry();
  auditRequests(
    app,
    { write: (_who, act) => write(act) },
    { has: (_request, status) => status === withItsFact },
    fixedHashKeys(),
    pino({ level: 'silent' }),
    metrics,
    200,
  );
  app.get('/v1/parties/:party', (_request, reply) =>
    reply.header('etag', '"1"').send({ name: 'Anna Virtanen' }),
  );
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(`${address}/v1/parties/p1`);
  const text = await answer.text();
  await app.close();
  return { status: answer.status, text, headers: answer.headers };
}

describe('The answer to one of the company', () => {
  it('waits until the record is durable', async () => {
    const order: string[] = [];
    const { status } = await asked('desk', async () => {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
      order.push('recorded');
    });
    order.push('answered');
    expect([status, ...order]).toEqual([200, 'recorded', 'answered']);
  });

  it.each([
    ['nothing more where the record was written with the fact', 200, []],
    ['the record where the act ended otherwise than its fact says', 201, [200]],
  ])('waits for %s', async (_name, withItsFact, written) => {
    const recorded: number[] = [];
    const write = async ({ status }: Act): Promise<void> => void recorded.push(status);
    expect((await asked('desk', write, withItsFact)).status).toBe(200);
    expect(recorded).toEqual(written);
  });

  it('is not given where it cannot be recorded: nothing of it leaves', async () => {
    const answer = await asked('officer', () => Promise.reject(new Error('the database is away')));
    expect(answer).toMatchObject({ status: 503 });
    expect(JSON.parse(answer.text)).toMatchObject({ type: 'urn:seloste:problem:unavailable' });
    expect(answer.text).not.toContain('Anna');
    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.headers.get('retry-after')).toBe('2');
  });

  it('does not wait for a record that is not written in time', async () => {
    const answer = await asked('ops', () => new Promise(() => undefined));
    expect([answer.status, answer.text.includes('Anna')]).toEqual([503, false]);
  });

  it.each<Role | undefined>(['store', 'marketing', undefined])(
    'is no matter of %s: a program or nobody is answered at once',
    async (role) => {
      const { status } = await asked(role, () => Promise.reject(new Error('never asked')));
      expect(status).toBe(200);
    },
  );
});
