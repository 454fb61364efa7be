import { GATE } from '#contracts';

/** What is submitted and may be repeated nowhere: an address, a number, a name. */
export const PERSONAL = ['virtanen.mangled@example.fi', '+358 40 7654321', 'Maija Meikäläinen'] as const;

const quoted = (text: string): string => JSON.stringify(text);
const repeated = (times: number, one: string): string => `[${Array(times).fill(one).join(',')}]`;
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Of fields. */
export const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'toJSON',
  'hasOwnProperty',
  'length',
  'then',
  '',
  '$where',
  'a.b',
  '/',
  '~1',
  '0',
  'data',
  'x'.repeat(GATE.nameBytes),
  ...PERSONAL,
].map(quoted);

export const NUMBERS =
  '-0 0 -1 1e400 -1e400 1e-400 9007199254740993 -9007199254740993 2147483648 0.1 1E2 1e21'.split(' ');
export const TEXTS = [
  '',
  ' ',
  '\0',
  '\u202eabc',
  '\u200b',
  'x'.repeat(201),
  'a'.repeat(5000),
  '__proto__',
  'constructor',
  '$ne',
  '../..',
  'true',
  'null',
  '1',
  '😀',
  ...PERSONAL,
].map(quoted);
export const HALVES = ['"\\ud83d"', '"\\ude00"', '"\\ud83d\\ude00"', '"\\uFFFD"', '"\\u0000"'];
export const DATES = [
  '0000-01-01',
  '0001-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '9999-12-31',
  '9999-12-31T23:59:59.999999999Z',
  '+275760-09-13T00:00:00Z',
  '-271821-04-20',
  '2026-06-30T24:00:00Z',
  '2026-06-30T23:59:60Z',
  '2026-06-30T09:12:00+99:99',
  '2026-06-30T09:12:00-23:59',
  '2026-02-29',
  '2100-02-29T00:00:00Z',
].map(quoted);
export const SHAPES = [
  'null',
  'true',
  'false',
  '{}',
  '[]',
  '[[]]',
  '[null]',
  '[{}]',
  '[[[]]]',
  '{"":{}}',
  '{"$gt":""}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":"x"}',
  '{"toJSON":1,"then":1}',
  '{"length":100000000}',
  '{"customer":[["1"]]}',
  nested(GATE.depth - 3),
  nested(GATE.depth + 1),
  nested(5000),
  repeated(200, '{}'),
  repeated(200, '[]'),
  repeated(GATE.items, '1'),
  repeated(GATE.items + 1, '{}'),
];
