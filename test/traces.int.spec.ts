import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCustomerRegistered, eventually } from '#testing';
import { fourServices, type FourServices } from './harness/four-services.js';
import { type SeenSpan, type TraceReceiver, traceReceiver } from './harness/trace-receiver.js';
import type { Service } from './harness/world.js';

let collector: TraceReceiver;
let four: FourServices;
const party = { source: 'web-store', id: 'customer/4711' };

beforeAll(async () => {
  collector = await traceReceiver();
  four = await fourServices({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  const { status } = await ask('retention', 'store', '/v1/events', aTrace(), [
    aCustomerRegistered({ customer: '4711' }),
  ]);
  expect(status).toBe(202);
}, 120_000);
afterAll(async () => {
  await four?.stop();
  await collector?.close();
}, 60_000);

const aTrace = (): string => randomBytes(16).toString('hex');

async function ask(service: Service, role: string, path: string, trace: string, body: object) {
  const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
  const answer = await four.ask(service, role, path, body, { traceparent });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

const prohibit = (trace: string, channel = 'email') =>
  ask('marketing-suppression', 'desk', '/v1/prohibitions', trace, {
    party,
    scope: { kind: 'channel', value: channel },
    method: 'phone',
  });

const spansOf = (trace: string): readonly SeenSpan[] =>
  collector.spans.filter(
    ({ traceId, links }) => traceId === trace || links.some((one) => one.traceId === trace),
  );
const steps = (trace: string): readonly string[] =>
  spansOf(trace).map(({ service, name }) => `${service}: ${name}`);

async function reached(trace: string, ...wanted: readonly string[]): Promise<void> {
  await eventually(() => wanted.every((step) => steps(trace).includes(step)), {
    within: 30_000,
    explain: () => steps(trace).join(', '),
  });
}

describe('A trace goes on', () => {
  test('from a request through the event it owes to the service that hears it', async () => {
    const trace = aTrace();
    expect((await prohibit(trace)).status).toBe(201);
    await reached(
      trace,
      'marketing-suppression: POST /v1/prohibitions',
      'marketing-suppression: publish owed events',
      'consent: process consent.events',
    );
    const [request] = spansOf(trace).filter(({ name }) => name.startsWith('POST'));
    expect(request?.parentSpanId).toBe('00f067aa0ba902b7');
    expect(request?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/prohibitions',
      'http.response.status_code': 201,
    });
  });

  test('by the relay, where the broker was away', async () => {
    const { broker } = four.member('marketing-suppression').ways;
    broker.cut();
    const trace = aTrace();
    expect((await prohibit(trace, 'sms')).status).toBe(201);
    broker.mend();
    await reached(trace, 'consent: process consent.events');
  });

  test('through commands and replies to what a service tells because of them', async () => {
    const trace = aTrace();
    const asked = { kind: 'erasure', party, identity: { method: 'known-to-desk' } };
    expect((await ask('subject-requests', 'desk', '/v1/requests', trace, asked)).status).toBe(201);
    await reached(
      trace,
      'subject-requests: POST /v1/requests',
      'retention: process retention.commands',
      'subject-requests: process subject-requests.replies',
      'consent: process consent.commands',
    );
  });

  test('and names no more than routes, queues and counts', () => {
    const names = new Set(collector.spans.map(({ name }) => name));
    expect(names.size).toBeLessThan(20);
    const keys = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...keys].toSorted()).toEqual([
      'http.request.method',
      'http.response.status_code',
      'http.route',
      'messaging.batch.message_count',
      'messaging.destination.name',
      'messaging.system',
    ]);
    expect(collector.bodies.join('')).not.toMatch(/(?<!\w)4711(?!\w)|virtanen/i);
  });
});
