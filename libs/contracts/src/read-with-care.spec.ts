import { describe, expect, test } from '@jest/globals';
import { IsOptional, ValidateBy, ValidateIf } from 'class-validator';
import { shapeOf } from './data-shape.js';
import { IsListOf, IsShape } from './fields.js';
import { judgeData, MOST_DEFECTS, readStrictly } from './judge-data.js';
import { countFields } from './read-well-formed.js';

let looks = 0;
const IsLookedAt = (): PropertyDecorator =>
  ValidateBy({
    name: 'isLookedAt',
    validator: {
      validate: (value) => ((looks += 1), value === 'right'),
      defaultMessage: () => '$property must be right',
    },
  });

class Small {
  @IsLookedAt() word!: string;
  @IsOptional() @IsLookedAt() other?: string;
}

class Large {
  static readonly type = 'large.made.v1';
  @IsLookedAt() word!: string;
  @IsOptional() @IsShape(() => Small) one?: Small;
  @IsOptional() @IsListOf(() => Small) many?: Small[];
}

const strictly = (raw: object) => readStrictly(Large, raw as Record<string, unknown>);
const defects = (raw: object): readonly (readonly [string, string])[] => {
  const read = strictly(raw);
  return 'data' in read ? [] : read.defects.map(({ field, detail }) => [field, detail] as const);
};
const right = { word: 'right' };

describe('data that is wrong says so', () => {
  test('everything at once, each at its place', () => {
    const raw = { words: 'right', one: { word: 'wrong' }, many: [right, { other: 'wrong', more: 1 }] };
    expect(defects(raw)).toEqual([
      ['/word', 'must be right'],
      ['/one/word', 'must be right'],
      ['/many/1/word', 'must be right'],
      ['/many/1/other', 'must be right'],
      ['/many/1/more', 'is not a field that is known'],
      ['/words', 'is not a field that is known'],
    ]);
  });

  test.each([
    ['a list in a list', { ...right, many: [[]] }, '/many/0'],
    ['nothing in a list', { ...right, many: [right, null] }, '/many/1'],
    ['a text in a list of objects', { ...right, many: ['right'] }, '/many/0'],
    ['an object for a list', { ...right, many: { 0: right } }, '/many'],
    ['a list for an object', { ...right, one: [right] }, '/one'],
    ['null for what may be left out', { ...right, one: null }, '/one'],
  ])('%s', (_what, raw, field) => {
    expect(defects(raw).map(([at]) => at)).toEqual([field]);
  });

  test.each([
    ['toString', '/toString'],
    ['$where', '/$where'],
    ['a'.repeat(100), `/${'a'.repeat(64)}`],
    ['maija@example.fi', ''],
    ['+358401234567', ''],
    ['040-123-4567', ''],
    ['FI2112345600000785', ''],
    ['Maija Meikäläinen', ''],
    ['a/b', ''],
    ['', ''],
  ])('a field called %j is named as %j', (name, field) => {
    expect(defects({ ...right, [name]: 1 }).map(([at]) => at)).toEqual([field]);
  });

  test('names that are not repeated are told of once', () => {
    expect(defects({ ...right, 'a@b.fi': 1, 'c@d.fi': 2 })).toEqual([['', 'has a field that is not known']]);
  });
});

describe('little is done for data that is wrong', () => {
  test.each([
    ['a list', { ...right, many: Array.from({ length: 10_000 }, () => ({})) }],
    [
      'unknown fields',
      {
        ...right,
        ...Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${'x'.repeat(n % 50)}_${n}`, 1])),
      },
    ],
    ['a list of lists', { ...right, many: Array.from({ length: 10_000 }, () => []) }],
  ])('of %s, most is not looked at', (_what, raw) => {
    looks = 0;
    expect(defects(raw)).toHaveLength(MOST_DEFECTS);
    expect(looks).toBeLessThan(250);
  });

  test('a message has one defect, and nothing is looked at after it', () => {
    looks = 0;
    const judged = judgeData(Large, { ...right, many: Array.from({ length: 10_000 }, () => ({})) });
    expect(judged).toEqual({ field: '/data/many/0/word', detail: 'must be right' });
    expect(looks).toBeLessThan(5);
  });

  test('what is left out is counted at any depth', () => {
    let deep: object = {};
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(countFields(deep)).toBe(100_000);
    expect(judgeData(Large, { ...right, deep })).toMatchObject({ dropped: 100_001 });
  });
});

describe('a class whose rules are not read here is its author’s mistake', () => {
  class Conditional {
    @ValidateIf(() => true) @IsLookedAt() word!: string;
  }
  class Undecorated {
    word!: string;
  }
  test.each([
    ['a condition', Conditional],
    ['no rules', Undecorated],
  ])('%s', (_what, dataClass) => {
    expect(() => shapeOf(dataClass)).toThrow(dataClass.name);
  });
});
