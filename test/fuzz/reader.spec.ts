import { describe, expect, jest, test } from '@jest/globals';
import type { ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { isRecord } from '../../libs/contracts/src/data-shape.js';
import { MOST_DEFECTS, readJson, validateEvent, validateEventStrictly } from '#contracts';
import { readDelivery } from '../../libs/messaging/src/deliver/read-delivery.js';
import { describeParked } from '../../libs/messaging/src/park/describe-parked.js';
import { countedReads } from './counted-reads.js';
import { PERSONAL } from './hostile-values.js';
import { anyBytes, mangledEvent, wholeEvent } from './mangled-event.js';

/** `npm run test:fuzz -- --reader` says these; else a seed of the moment, and one round of each. */
const seed = Number(process.env['READER_SEED'] ?? 1 + (Date.now() % 1_000_000));
const minutes = Number(process.env['READER_MINUTES'] ?? 0);
const RUNS = 1000;
const PROPERTIES = 5;

jest.setTimeout((minutes + 3) * 60_000);
process.stdout.write(`reader: seed ${seed}\n`);

/** Each round by a seed of its own, which the failure names. */
function holds<T>(property: fc.IProperty<T>): void {
  const until = Date.now() + (minutes * 60_000) / PROPERTIES;
  let round = seed;
  do {
    fc.assert(property, { seed: round, numRuns: RUNS });
    round += 1;
  } while (Date.now() < until);
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(ofEveryObject);
  expect(Object.getOwnPropertyNames(Array.prototype).toSorted()).toEqual(ofEveryList);
}

const ofEveryObject = Object.getOwnPropertyNames(Object.prototype).toSorted();
const ofEveryList = Object.getOwnPropertyNames(Array.prototype).toSorted();

const queue = { name: 'consent.intake', owner: 'consent', role: 'handled' } as never;
const everybody = { isHandled: () => true, mayPublishAs: () => true };
const delivered = (content: Buffer): ConsumeMessage =>
  ({
    content,
    fields: { exchange: 'store.events', routingKey: 'order.placed.v1' },
    properties: { userId: 'web-store', contentType: 'application/cloudevents+json', headers: {} },
  }) as ConsumeMessage;

const REASONS = ['malformed', 'too-large', 'unknown-type', 'unknown-version', 'invalid'];
const saysNothingPersonal = (said: unknown): void => {
  const words = JSON.stringify(said);
  for (const personal of PERSONAL) expect(words).not.toContain(personal);
};

describe('whatever comes, the reader', () => {
  test('gives it one outcome, the same each time, and repeats nothing of what it refuses', () => {
    const bytes = fc.oneof(
      anyBytes,
      mangledEvent.map((text) => Buffer.from(text)),
    );
    holds(
      fc.property(bytes, (content) => {
        const reading = readDelivery(delivered(content), queue, everybody);
        expect(readDelivery(delivered(content), queue, everybody)).toEqual(reading);
        if (reading.ok) return onlyWhatIsKnown(reading.event.data);
        expect(REASONS).toContain(reading.toPark.reason);
        expect(reading.toPark.content).toBe(content);
        saysNothingPersonal(describeParked(reading.toPark, new Date(0)));
      }),
    );
  });

  test('tells who waits for an answer what is wrong, a hundred things at most, and repeats no value', () => {
    let wrong = 0;
    holds(
      fc.property(mangledEvent, (text) => {
        const read = readJson(Buffer.from(text));
        if (!read.ok) return saysNothingPersonal(read);
        const judged = validateEventStrictly(read.value);
        if (!Array.isArray(judged)) return;
        wrong += 1;
        expect(judged.length).toBeGreaterThan(0);
        expect(judged.length).toBeLessThanOrEqual(MOST_DEFECTS);
        saysNothingPersonal(judged);
      }),
    );
    expect(wrong).toBeGreaterThan(RUNS / 10);
  });

  test('looks at it no oftener than it is long', () => {
    holds(
      fc.property(mangledEvent, (text) => {
        const read = readJson(Buffer.from(text));
        if (!read.ok) return;
        for (const judge of [validateEvent, validateEventStrictly]) {
          const counted = countedReads(read.value);
          judge(counted.value);
          expect(counted.reads()).toBeLessThan(LOOKS.beside + LOOKS.perByte * text.length);
        }
      }),
    );
  });

  test('takes what is valid, and what it has made of it is taken again and stays the same', () => {
    holds(
      fc.property(wholeEvent, (event) => {
        const once = readDelivery(delivered(Buffer.from(JSON.stringify(event))), queue, everybody);
        if (!once.ok) return expect(once.toPark).toBeUndefined();
        const bytes = Buffer.from(JSON.stringify(once.event));
        expect(readDelivery(delivered(bytes), queue, everybody)).toEqual({ ...once, dropped: 0 });
        const strictly = validateEventStrictly(JSON.parse(bytes.toString()));
        expect(strictly).toEqual(once.event);
      }),
    );
  });

  test('agrees with itself: what an answered caller may send, a message may be', () => {
    holds(
      fc.property(mangledEvent, (text) => {
        const read = readJson(Buffer.from(text));
        if (!read.ok) return;
        const strictly = validateEventStrictly(read.value);
        const leniently = validateEvent(read.value);
        if (Array.isArray(strictly)) return;
        expect(leniently).toEqual({ ok: true, event: strictly, dropped: 0 });
      }),
    );
  });
});

/** Looks at fields and lists of fields: so many for each byte, and so many for what a contract has. */
const LOOKS = { perByte: 4, beside: 1000 };

function onlyWhatIsKnown(data: unknown): void {
  if (Array.isArray(data)) return data.forEach(onlyWhatIsKnown);
  if (!isRecord(data)) return;
  expect(Object.getPrototypeOf(data)).not.toBe(Object.prototype);
  expect(Object.hasOwn(data, '__proto__')).toBe(false);
  Object.values(data).forEach(onlyWhatIsKnown);
}
