import { describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import fc from 'fast-check';
import { type CloudEvent, type Contract, contracts, validateEvent } from '#contracts';
import { mayPublishAs } from '#messaging';
import { EXAMPLES } from '#participant';
import { shapeOf } from '../../libs/contracts/src/data-shape.fixture.js';
import * as builders from '../../libs/testing/src/store-events.js';
import { asyncApi } from './asyncapi.js';
import { dataSchemas } from './data-schema.js';
import { topology, matches, queuesFor, waysOf } from './ways-of.js';

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
ajv.addKeyword('asyncapi').addKeyword('info').addKeyword('defaultContentType').addKeyword('servers');
ajv.addKeyword('channels').addKeyword('operations').addKeyword('components');
ajv.addSchema({ ...asyncApi(), $id: 'seloste' });

const schemaOf = (type: string): ValidateFunction =>
  ajv.compile({ $ref: `seloste#/components/messages/${type}/payload` });
const contractsByType = contracts.map((contract) => [contract.type, contract] as const);
const contractOf = (type: string): Contract => {
  const found = contracts.find((contract) => contract.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found;
};
const sender = (contract: Contract): string => waysOf(contract)[0]?.senders[0] ?? '';
const eventWith = (contract: Contract, data: object): Omit<CloudEvent, 'datacontenttype'> => ({
  specversion: '1.0',
  id: 'e-1',
  source: `/${sender(contract)}`,
  type: contract.type,
  time: '2026-06-30T09:12:00Z',
  data,
});

describe('the schemas of docs/asyncapi.yaml', () => {
  const built = Object.values(builders).map((build) => build() as CloudEvent<object>);

  test.each(built.map((event) => [event.type, event] as const))('take the store’s %s', (type, event) => {
    const accepts = schemaOf(type);
    expect(accepts(event)).toBe(true);
    const broken = Object.keys(event.data).map((field) => ({
      ...event,
      data: { ...event.data, [field]: 42 },
    }));
    expect(broken.filter((each) => accepts(each))).toEqual([]);
    expect(accepts({ ...event, source: '/consent' })).toBe(false);
    expect(accepts({ ...event, id: '' })).toBe(false);
  });

  test.each(contractsByType)('take of %s what the services take, and refuse what they refuse', (type) => {
    const contract = contractOf(type);
    const accepts = schemaOf(type);
    let taken = 0;
    const data = fc.oneof(shapeOf(contract.dataClass, 'whole'), shapeOf(contract.dataClass, 'spoilt'));
    fc.assert(
      fc.property(data, (raw) => {
        const event = eventWith(contract, raw);
        const judged = validateEvent(structuredClone(event));
        // JSON Schema has no calendar, and the services take null for what is left out.
        fc.pre(judged.ok || !/date that exists|name is not allowed/.test(judged.detail));
        fc.pre(!judged.ok || !JSON.stringify(raw).includes('null'));
        expect(accepts(event)).toBe(judged.ok);
        if (judged.ok) taken += 1;
      }),
      { numRuns: 100, seed: 20261123 },
    );
    expect(taken).toBeGreaterThan(5);
    expect(accepts({ ...eventWith(contract, {}), data: 'words' })).toBe(false);
  });

  test('say the bounds of lists, numbers and words', () => {
    class Bound {
      @IsArray() @ArrayMinSize(1) @ArrayMaxSize(2) @Matches(/^a$/, { each: true }) list!: string[];
      @IsInt() @Min(3) @Max(4) number!: number;
      @IsString() @MinLength(5) @MaxLength(6) word!: string;
      @IsIn(['b']) choice!: string;
    }
    expect(dataSchemas([Bound])['Bound']?.['properties']).toEqual({
      list: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string', pattern: '^a$' } },
      number: { type: 'integer', minimum: 3, maximum: 4 },
      word: { type: 'string', minLength: 5, maxLength: 6 },
      choice: { type: 'string', enum: ['b'] },
    });
  });

  test('a rule that JSON Schema has no word for is an error, not left out', () => {
    class Mailed {
      @IsEmail() address!: string;
    }
    expect(() => dataSchemas([Mailed])).toThrow(/isEmail/);
  });
});

describe('the ways of docs/asyncapi.yaml', () => {
  test.each(contractsByType)(
    '%s is sent by whom the broker lets, and comes to a queue',
    (_type, contract) => {
      for (const way of waysOf(contract)) {
        expect(way.senders.filter((name) => !mayPublishAs(EXAMPLES, name, `/${name}`))).toEqual([]);
        expect(way.senders).not.toEqual([]);
        expect(queuesFor(way)).not.toEqual([]);
      }
    },
  );

  test.each([
    ['order.placed.v1', ['consent.intake', 'marketing-suppression.intake', 'retention.intake']],
    ['consent.withdrawn.v1', ['marketing-suppression.events']],
    ['message.sent.v1', ['retention.unrouted']],
    [
      'participant.erase.v1',
      topology.queues.map(({ name }) => name).filter((name) => name.endsWith('.commands')),
    ],
    ['participant.replied.v1', ['retention.replies', 'subject-requests.replies']],
  ])('%s comes to the queues that are bound for it', (type, queues) => {
    for (const way of waysOf(contractOf(type)))
      expect(queuesFor(way).map(({ name }) => name)).toEqual(queues);
  });

  test.each([
    ['order.#', 'order.placed.v1', true],
    ['order.#', 'order', true],
    ['order.#', 'orders.placed.v1', false],
    ['participant.replied.*.retention', 'participant.replied.v1.retention', true],
    ['participant.replied.*.retention', 'participant.replied.v1.consent', false],
  ])('the binding %s takes %s: %s', (key, routingKey, taken) => {
    expect(matches(key, routingKey)).toBe(taken);
  });
});
