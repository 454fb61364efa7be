import { describe, expect, test } from '@jest/globals';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsOwnId, IsShortText } from './fields.js';
import { defineContracts, olderVersion } from './registry.js';
import { contracts, eventReader } from './validate-event.js';

class RatingV1 {
  static readonly type = 'rating.given.v1';
  @IsOwnId() rating!: string;
  @IsInt() stars!: number;
}
class RatingV2 {
  static readonly type = 'rating.given.v2';
  @IsOwnId() rating!: string;
  @IsInt() @Min(0) @Max(100) percent!: number;
}
class RatingV3 {
  static readonly type = 'rating.given.v3';
  @IsOwnId() rating!: string;
  @IsInt() @Min(0) @Max(100) percent!: number;
  @IsOptional() @IsShortText() scale?: string;
}

const first = olderVersion('store', RatingV1, RatingV2, ({ rating, stars }) => ({
  rating,
  percent: stars * 20,
}));
const second = olderVersion('store', RatingV2, RatingV3, (data) => ({ ...data, scale: 'stars' }));
const reader = eventReader([...contracts, ...defineContracts('store', [RatingV3]), second, first]);

const event = (type: string, data: object) => ({
  specversion: '1.0',
  id: 'rating-1',
  source: '/web-store',
  type,
  time: '2026-06-30T07:00:00Z',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data,
});
function read(raw: object) {
  const checked = reader.validate(raw);
  return checked.ok ? reader.newest(checked.event) : checked;
}

describe('an event of an older version', () => {
  test.each([
    ['first', 'rating.given.v1', { rating: 'r1', stars: 4 }],
    ['second', 'rating.given.v2', { rating: 'r1', percent: 80 }],
  ])('the %s, is handed on as the newest, step by step, under its own id and trace', (_, type, data) => {
    const newest = read(event(type, data));
    expect(newest).toMatchObject({
      ...event('rating.given.v3', { rating: 'r1', percent: 80, scale: 'stars' }),
    });
    expect('data' in newest && newest.data).toBeInstanceOf(RatingV3);
  });

  test('is checked by its own contract, and stays what it is for who passes it on', () => {
    const checked = reader.validate(event('rating.given.v1', { rating: 'r1', stars: 4 }));
    expect(checked).toMatchObject({ ok: true, event: { type: 'rating.given.v1', data: { stars: 4 } } });
    expect(read(event('rating.given.v1', { rating: 'r1' }))).toMatchObject({
      ok: false,
      field: '/data/stars',
    });
  });

  test('that becomes nothing the newer contract takes is refused', () => {
    const nine = event('rating.given.v1', { rating: 'r1', stars: 9 });
    expect(read(nine)).toMatchObject({ ok: false, reason: 'invalid', field: '/data/percent' });
    const fails = olderVersion('store', RatingV1, RatingV3, () => {
      throw new Error('no rule for this');
    });
    const broken = eventReader([...defineContracts('store', [RatingV3]), fails]);
    const checked = broken.validate(event('rating.given.v1', { rating: 'r1', stars: 4 }));
    expect(checked.ok && broken.newest(checked.event)).toMatchObject({ ok: false, reason: 'invalid' });
  });
});

test('an event of the newest version is handed on as it is', () => {
  const checked = reader.validate(event('rating.given.v3', { rating: 'r1', percent: 3 }));
  expect(checked.ok && reader.newest(checked.event)).toBe(checked.ok && checked.event);
});

test.each([
  ['the same version', [olderVersion('store', RatingV2, RatingV2, (data) => data)]],
  [
    'an earlier one',
    [
      ...defineContracts('store', [RatingV1]),
      olderVersion('store', RatingV2, RatingV1, () => ({ rating: 'r', stars: 1 })),
    ],
  ],
  ['one that is not there', [first]],
])('no version is followed by %s', (_, known) => {
  expect(() => eventReader(known)).toThrow('is no later version of');
});
