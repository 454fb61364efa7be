import { describe, expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { firstDateThat } from './dates-in.js';
import { shapeOf } from './data-shape.js';
import { MessageSent, marketingContracts } from './marketing.events.js';
import {
  CustomerRegistered,
  OrderDelivered,
  OrderPlaced,
  storeContracts,
  WarrantyStarted,
} from './store.events.js';

const asked = (dataClass: new () => object, data: object): readonly string[] => {
  const met: string[] = [];
  firstDateThat(dataClass, data, (date, meaning) => met.push(`${meaning} ${date}`) === 0);
  return met;
};

describe('what a date means stands at its field', () => {
  it.each<[string, new () => object, object, readonly string[]]>([
    ['an act', OrderPlaced, { placedAt: 'a' }, ['act a']],
    ['of the class it is made from, too', OrderDelivered, { deliveredAt: 'a' }, ['act a']],
    [
      'within another',
      CustomerRegistered,
      { registeredAt: 'a', addressCollection: { collectedAt: 'b' } },
      ['act a', 'act b'],
    ],
    ['an act and an end', WarrantyStarted, { startedAt: 'a', endsOn: 'b' }, ['act a', 'end b']],
    ['of the marketing service', MessageSent, { sentAt: 'a' }, ['act a']],
    ['what is left out', CustomerRegistered, {}, []],
  ])('%s', (_what, dataClass, data, met) => {
    expect(asked(dataClass, data)).toEqual(met);
  });

  it('says where the first one stands of which it is so', () => {
    const data = { registeredAt: 'a', addressCollection: { collectedAt: 'b' } };
    const place = (wanted: string) => firstDateThat(CustomerRegistered, data, (date) => date === wanted);
    expect(['a', 'b', 'c'].map(place)).toEqual([
      '/registeredAt',
      '/addressCollection/collectedAt',
      undefined,
    ]);
  });

  it.each(
    [...storeContracts, ...marketingContracts].map(({ type, dataClass }) => [type, dataClass] as const),
  )(
    '%s, which comes from outside: every date says whether it has happened or lies ahead',
    (_type, dataClass) => {
      expect(datesIn(dataClass)).toBe(asked(dataClass, sample(dataClass) as object).length);
    },
  );
});

const isDate = (dataClass: new () => object, field: string): boolean =>
  getMetadataStorage()
    .getTargetValidationMetadatas(dataClass, '', false, false)
    .some(({ propertyName, name }) => propertyName === field && name === 'isIso8601');

function datesIn(dataClass: new () => object): number {
  return [...shapeOf(dataClass).fields.values()].reduce(
    (count, { name, nested }) =>
      count + Number(isDate(dataClass, name)) + (nested === undefined ? 0 : datesIn(nested.dataClass)),
    0,
  );
}

/** Something in every field. */
function sample(dataClass: new () => object): unknown {
  const fields = [...shapeOf(dataClass).fields.values()];
  return Object.fromEntries(
    fields.map(({ name, nested }) => [name, nested === undefined ? 'x' : sample(nested.dataClass)]),
  );
}
