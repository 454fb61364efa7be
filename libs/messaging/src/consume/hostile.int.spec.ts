import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ConfirmChannel, Options } from 'amqplib';
import { Registry } from 'prom-client';
import { CustomerRegistered, GATE } from '#contracts';
import { EXAMPLES } from '#participant';
import { aCustomerRegistered, eventually } from '#testing';
import { BrokerFixture, listLog } from '../broker.fixture.js';
import { STORE_EVENTS } from '../topology/names.js';
import { OnEvents } from './on-events.decorator.js';
import { done, type Outcome, type Received } from './outcome.js';
import { SelosteRmqServer } from './seloste-rmq.server.js';

jest.setTimeout(60_000);

const handled: string[] = [];
const traces: (string | undefined)[] = [];

@Controller()
class TakeAllHandler {
  @OnEvents([CustomerRegistered.type])
  take(batch: readonly Received[]): Promise<Outcome[]> {
    handled.push(...batch.map(({ event }) => event.id));
    traces.push(...batch.map(({ event }) => event.traceparent));
    return Promise.resolve(batch.map(() => done));
  }
}

@Module({ controllers: [TakeAllHandler] })
class TakingModule {}

const event = aCustomerRegistered({}, { id: 'strange' });
const whole = JSON.stringify(event);
const personal = 'virtanen.strange@example.fi';
const within = (more: string): string => whole.replace('"data":{', `"data":{${more},`);

/** As publishers may write them, if they are not ours. */
const PROPERTIES: readonly (readonly [what: string, reason: string, properties: Options.Publish])[] = [
  ['no content type', 'handled', {}],
  ['another content type', 'handled', { contentType: 'text/x-weather' }],
  ['a content type of another alphabet', 'malformed', { contentType: 'application/json; charset=utf-16' }],
  ['a content type as long as may be', 'handled', { contentType: `a/${personal};${'x'.repeat(200)}` }],
  ['an encoding that nobody undoes', 'handled', { contentEncoding: 'gzip' }],
  ['an id as long as may be', 'handled', { messageId: personal.padEnd(255, 'x') }],
  ['a type and a time of its own', 'handled', { type: 'order.placed.v1', timestamp: 1e15, appId: personal }],
  ['a time to live, and whom to answer', 'handled', { expiration: '600000', replyTo: 'consent.intake' }],
  ['a priority', 'handled', { priority: 255 }],
  ['no publisher', 'unidentified-publisher', { userId: undefined }],
  [
    'tables in lists in tables',
    'handled',
    { headers: { a: [{ b: [[1, 'x', { c: { d: [true, null] } }]] }], [personal]: personal } },
  ],
  [
    'bytes and times',
    'handled',
    { headers: { bytes: Buffer.alloc(9000, 1), at: { '!': 'timestamp', value: 1 } } },
  ],
  [
    'a thousand headers',
    'handled',
    { headers: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`h${n}`, n])) },
  ],
  [
    'the names of parts of every object',
    'handled',
    { headers: JSON.parse('{"__proto__":{"x":1},"constructor":1,"toString":1}') as object },
  ],
  [
    'a death that it did not have',
    'handled',
    {
      headers: {
        'x-death': [{ queue: 'consent.intake', count: 99, reason: 'rejected' }],
        'x-first-death-reason': 'rejected',
      },
    },
  ],
  ['deliveries that there were not', 'handled', { headers: { 'x-delivery-count': 1000 } }],
  ['deliveries in words', 'handled', { headers: { 'x-delivery-count': 'many', 'x-acquired-count': {} } }],
  ['another first publisher', 'source-mismatch', { headers: { 'x-seloste-publisher': 'subject-requests' } }],
  ['a first publisher that is a table', 'handled', { headers: { 'x-seloste-publisher': { retention: 1 } } }],
  ['copies to others', 'handled', { CC: ['customer.updated.v9'], BCC: ['weather.changed.v1'] }],
  ['what may be lost with the broker', 'handled', { deliveryMode: 1, timestamp: 0 }],
  ['a canary, which the service alone sends', 'handled', { headers: { 'x-seloste-canary': 9e15 } }],
  ['a canary that is a word', 'handled', { headers: { 'x-seloste-canary': 'now' } }],
  ['a trace that is none', 'handled', { headers: { traceparent: personal, baggage: [personal] } }],
];

const [before, after] = within('"unheard":"…"').split('…') as [string, string];
/** As the value of a field that nobody knows. */
const bytes = (...of: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(before), Buffer.from(of), Buffer.from(after)]);
const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const command = {
  type: 'participant.erase.v1',
  data: {
    command: 'forged/consent',
    participant: 'consent',
    replyTo: 'retention',
    parties: [{ source: 'web-store', id: 'customer/1' }],
  },
};

const BODIES: readonly (readonly [what: string, reason: string, body: string | Buffer])[] = [
  ['nothing at all', 'malformed', ''],
  ['as much as may be', 'handled', whole.padEnd(GATE.bytes)],
  ['one byte more', 'too-large', whole.padEnd(GATE.bytes + 1)],
  [
    'the prototype for a field',
    'handled',
    within('"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}'),
  ],
  ['the prototype for what is needed', 'invalid', whole.replace('"customer"', '"__proto__"')],
  ['half a character', 'malformed', within('"unheard":"\\ud83d"')],
  ['half a character as a name', 'malformed', within('"\\udE00":1')],
  ['a field that is said twice', 'invalid', `${whole.slice(0, -2)},"customer":["${personal}"]}}`],
  ['a number that is none', 'invalid', within('"contact":1e400').replace('"contact":{', '"other":{')],
  ['a trace that is none', 'handled', whole.replace('{', `{"traceparent":"${personal}",`)],
  ['a lane that is none', 'malformed', whole.replace('{', '{"lane":{"a":1},')],
  ['a name for a source', 'source-mismatch', whole.replace('/web-store', personal)],
  ['a BOM before it', 'handled', `\ufeff${whole}`],
  ['UTF-16', 'malformed', Buffer.from(whole, 'utf16le')],
  ['a pair in six bytes', 'malformed', bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)],
  ['a slash in two bytes', 'malformed', bytes(0xc0, 0xaf)],
  ['a character that breaks off', 'malformed', bytes(0xe2, 0x82)],
  ['nothing in two bytes', 'malformed', bytes(0xc0, 0x80)],
  ['a name of a field in Latin-1', 'malformed', Buffer.from(within('"nämä":1'), 'latin1')],
  ['brackets in a text', 'handled', within(`"unheard":"\\"${'['.repeat(100_000)}"`)],
  ['lists as deep as may be', 'handled', whole.replace('{', `{"ext":${lists(GATE.depth - 1)},`)],
  ['one deeper, beside the data', 'malformed', whole.replace('{', `{"ext":${lists(GATE.depth)},`)],
  ['objects without end', 'malformed', '{"data":'.repeat(100_000)],
  ['ends without beginnings', 'malformed', whole + ']}'.repeat(100_000)],
  ['a number of 500,000 digits', 'handled', within(`"unheard":${'9'.repeat(500_000)}`)],
  ['a field’s name as long as may be', 'handled', within(`"${'ä'.repeat(GATE.nameBytes / 2)}":1`)],
  ['one character more', 'too-large', within(`"${'ä'.repeat(GATE.nameBytes / 2 + 1)}":1`)],
  ['a time of February 30', 'malformed', whole.replace(event.time, '2026-02-30T10:00:00Z')],
  ['a source that is said twice', 'source-mismatch', `${whole.slice(0, -1)},"source":"/consent"}`],
  ['a source with a slash behind', 'source-mismatch', whole.replace('/web-store', '/web-store/')],
  ['a command', 'unknown-type', JSON.stringify({ ...event, ...command })],
  [
    'a command in the name of who gives it',
    'source-mismatch',
    JSON.stringify({ ...event, ...command, source: '/retention' }),
  ],
  ['what gzip makes of it', 'malformed', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0])],
];

const CASES = [
  ...PROPERTIES.map(([what, reason, properties]) => ({ what, reason, properties, body: whole })),
  ...BODIES.map(([what, reason, body]) => ({ what, reason, properties: {}, body })),
];

describe('A message from the outside may be strange in any way', () => {
  let broker: BrokerFixture;
  let channel: ConfirmChannel;
  let app: INestMicroservice;
  const log = listLog();
  const metrics = new Registry();

  beforeAll(async () => {
    broker = await BrokerFixture.start();
    channel = await (await broker.connect('web-store').publishing.up()).createConfirmChannel();
    const connection = broker.connect('consent', 'strange');
    const server = new SelosteRmqServer({
      connection,
      service: { name: 'consent', counts: [] },
      registered: EXAMPLES,
      parking: broker.parking('consent'),
      inHand: broker.inHand(),
      metrics,
      log,
    });
    app = await NestFactory.createMicroservice(TakingModule, { strategy: server, logger: false });
    await app.listen();
    await server.ready();
  });
  afterEach(async () => {
    await broker.database.connection.collection('parked').deleteMany({});
    handled.length = 0;
    traces.length = 0;
  });
  afterAll(async () => {
    await channel.close();
    await app.close();
    await broker.end();
  });

  const send = (body: string | Buffer, properties: Options.Publish = {}): void => {
    channel.publish(STORE_EVENTS, event.type, Buffer.from(body), {
      userId: 'web-store',
      contentType: 'application/cloudevents+json',
      persistent: true,
      ...properties,
    });
  };

  test.each(CASES)('$what: $reason, and so are its neighbours', async ({ reason, properties, body }) => {
    send(JSON.stringify(aCustomerRegistered({}, { id: 'before' })));
    send(body, properties);
    send(JSON.stringify(aCustomerRegistered({}, { id: 'after' })));
    await channel.waitForConfirms();
    const itself = reason === 'handled' ? ['strange'] : [];
    await eventually(() => handled.length >= 2 + itself.length, { explain: () => handled.join() });
    const parked = await eventually(async () => {
      const all = await broker.parked();
      return all.length === 1 - itself.length && all;
    });
    expect(handled.toSorted()).toEqual(['after', 'before', ...itself]);
    expect(parked.map((one) => [one.queue, one.reason])).toEqual(
      reason === 'handled' ? [] : [['consent.intake', reason]],
    );
    expect(traces.every((trace) => trace === undefined)).toBe(true);
    const said = JSON.stringify([parked, log.lines, await metrics.metrics()]);
    expect(said).not.toContain(personal);
  });
});
