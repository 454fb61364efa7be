import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RESTORE_USER } from '#messaging';
import type { ServiceName } from '../apps/services.js';
import { brokerPassword, eventually } from '#testing';
import { runCli } from '../tools/cli/run-cli.js';
import { fourServices, type FourServices } from './harness/four-services.js';

jest.setTimeout(60_000);

interface Verified {
  readonly of: string;
  readonly holder: string;
  readonly published: number;
  readonly parked: number;
  readonly gaps: readonly {
    readonly kind: string;
    readonly lane: string;
    readonly runs: readonly (readonly [number, number])[];
    readonly facts: readonly { readonly _id: string; readonly type: string }[];
  }[];
}

let four: FourServices;
let ops: string;
beforeAll(async () => {
  four = await fourServices();
  ops = await four.around.token({ role: 'ops', sub: 'ops-1' });
}, 60_000);
afterAll(() => four.stop());

const collectionOf = (service: ServiceName, name: string) =>
  four.member(service).database.connection.db!.collection(name);
const factsOf = (service: ServiceName) => collectionOf(service, 'facts');

async function seloste(args: readonly string[], as: ServiceName = 'consent') {
  const { around } = four;
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    env: {
      ...around.environment,
      SELOSTE_SERVICES: JSON.stringify(
        Object.fromEntries([...four.members].map(([name, { service }]) => [name, service.url])),
      ),
      SELOSTE_TOKEN: ops,
      AMQP_URL: around.vhost.amqpUrlFor(as, brokerPassword(as)),
      JOURNAL_AMQP_URL: around.vhost.amqpUrlFor(RESTORE_USER, brokerPassword(RESTORE_USER)),
    },
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

async function verify(): Promise<{ code: number; err: string; found: readonly Verified[] }> {
  const { code, out, err } = await seloste(['verify', '--format', 'json']);
  return { code, err, found: JSON.parse(out) as Verified[] };
}
const gapsIn = (found: readonly Verified[]) =>
  found.flatMap(({ of, holder, gaps }) => gaps.map((gap) => ({ of, holder, ...gap })));

async function prohibit(value: string): Promise<string> {
  const answer = await four.ask('marketing-suppression', 'desk', '/v1/prohibitions', {
    address: { kind: 'email', value },
    scope: { kind: 'all-marketing' },
    method: 'phone',
  });
  const { suppression } = (await answer.json()) as { suppression: string };
  await eventually(() => factsOf('consent').findOne({ suppression }));
  return suppression;
}

const people = ['aino@example.fi', 'eero@example.fi', 'ilona@example.fi'];
let made: readonly string[];

const resend = (...args: readonly string[]) =>
  seloste(
    ['resend', '--service', 'marketing-suppression', '--format', 'json', '--type', ...args],
    'marketing-suppression',
  );

describe('seloste verify', () => {
  it('finds nothing where each holder has what was published', async () => {
    made = await Promise.all(people.map(prohibit));
    await eventually(
      async () => (await factsOf('marketing-suppression').countDocuments({ owed: true })) === 0,
    );
    const { code, found } = await verify();
    expect(gapsIn(found)).toEqual([]);
    expect([code, found.map(({ of, holder, published }) => `${of} > ${holder}: ${published}`)]).toEqual([
      0,
      [
        'marketing-suppression > consent: 3',
        'consent > marketing-suppression: 0',
        'subject-requests > retention: 0',
        'consent > retention: 0',
        'consent > subject-requests: 0',
      ],
    ]);
  });

  it('names a fact that is gone behind a service’s back, and nobody’s data; resend brings it back', async () => {
    await factsOf('consent').deleteOne({ suppression: made[1] });
    const { code, err, found } = await verify();
    expect([code, err]).toEqual([1, 'seloste: 1 fact is missing\n']);
    const [gap] = gapsIn(found);
    expect(gap).toMatchObject({ kind: 'missing', of: 'marketing-suppression', holder: 'consent' });
    const published = await factsOf('marketing-suppression').findOne({ suppression: made[1] });
    expect(gap?.facts).toEqual([expect.objectContaining({ _id: published?._id, type: 'suppression.added' })]);
    const { out } = await seloste(['verify']);
    expect(out).toContain(
      `repair: seloste resend --service marketing-suppression --lane ${gap?.lane} --numbers ${published?.['n']}`,
    );
    for (const text of [out, JSON.stringify(found)]) expect(text).not.toMatch(/@|hash|"party"/);
    const command = /repair: seloste (.*)$/m.exec(out)?.[1]?.split(' ') ?? [];
    expect(await seloste(command, 'marketing-suppression')).toMatchObject({ code: 0, err: '' });
    await eventually(() => factsOf('consent').findOne({ suppression: made[1] }));
    expect((await verify()).code).toBe(0);
  });

  it('can be sent again by type and time as well, as an event has to be that nobody counts', async () => {
    const suppression = await prohibit('kaisa@example.fi');
    const { takenAt } = (await factsOf('marketing-suppression').findOne({ suppression })) as unknown as {
      takenAt: Date;
    };
    await factsOf('consent').deleteOne({ suppression });
    const [since, later] = [takenAt, new Date(takenAt.getTime() + 1)].map((at) => at.toISOString()) as [
      string,
      string,
    ];
    expect((await resend('suppression.added.v1', '--since', later)).err).toContain('nothing of these');
    expect((await resend('suppression.lifted.v1', '--since', since)).err).toContain('nothing of these');
    expect((await resend('participant.erase.v1', '--since', since)).code).toBe(2);
    expect((await resend('suppression.added.v1')).code).toBe(2);
    const { out } = await resend('suppression.added.v1', '--since', since);
    expect((JSON.parse(out) as { sent: readonly string[] }).sent).toHaveLength(1);
    await eventually(() => factsOf('consent').findOne({ suppression }));
  });

  it('does not call missing what retention took in before it kept numbers', async () => {
    const takenAt = new Date('2026-11-01');
    const numbered = {
      _id: 'r-1' as never,
      type: 'request.received',
      lane: `subject-requests/${randomUUID()}`,
      n: 1,
    };
    const held = { _id: 'subject-requests|r-1/opened' as never, type: 'request.opened.v1' };
    await factsOf('subject-requests').insertOne({ ...numbered, takenAt });
    expect(gapsIn((await verify()).found)).toMatchObject([{ kind: 'missing', holder: 'retention' }]);
    await factsOf('retention').insertOne({ ...held, takenAt: new Date('2026-11-02') });
    expect((await verify()).code).toBe(0);
    await factsOf('subject-requests').deleteOne({ _id: numbered._id });
    await factsOf('retention').deleteOne({ _id: held._id });
  });

  it('takes what is parked for known, and what is owed for not lost', async () => {
    const { lane = '', n = 0 } = (await factsOf('marketing-suppression').findOne({
      suppression: made[2],
    })) as { lane?: string; n?: number };
    await factsOf('consent').deleteOne({ suppression: made[2] });
    await collectionOf('consent', 'parked').insertOne({ lane, n, state: 'parked' });
    const { code, found } = await verify();
    expect([code, found[0]]).toEqual([0, expect.objectContaining({ parked: 1, gaps: [] })]);
    await collectionOf('consent', 'parked').deleteOne({ lane });
    const late = {
      _id: 'owed-1' as never,
      lane,
      n: n + 100,
      owed: true,
      takenAt: new Date(8.64e14),
      type: 'suppression.added',
    };
    await factsOf('marketing-suppression').insertOne(late);
    const [gap] = gapsIn((await verify()).found);
    expect(gap?.runs).toEqual([[n, n]]);
    await factsOf('marketing-suppression').deleteOne({ _id: late._id });
  });

  it('names what the publisher itself has lost', async () => {
    const { n } = (await factsOf('marketing-suppression').findOneAndDelete({
      suppression: made[0],
    })) as unknown as { n: number };
    const gone = gapsIn((await verify()).found).find(({ kind }) => kind === 'gone');
    expect(gone).toMatchObject({ of: 'marketing-suppression', holder: 'consent', runs: [[n, n]] });
  });

  it('knows nothing without all of them, and says so', async () => {
    const alone = JSON.stringify({ consent: four.member('consent').service.url });
    let err = '';
    const code = await runCli(['verify'], {
      env: { SELOSTE_SERVICES: alone, SELOSTE_TOKEN: ops },
      out: () => undefined,
      err: (text) => (err += text),
    });
    expect([code, err]).toEqual([1, expect.stringContaining('nobody said where marketing-suppression is')]);
  });
});
