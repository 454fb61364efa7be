import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GATE } from './limits.js';
import { isInUtf8, readJson } from './read-json.js';
import { scanJson } from './scan-json.js';

const list = (items: number, item = '{}'): string => `[${Array(items).fill(item).join(',')}]`;
const fields = (count: number): string =>
  `{${Array.from({ length: count }, (_, index) => `"f${index}":1`).join(',')}}`;
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const named = (bytes: number): string => `{"${'n'.repeat(bytes)}" \t\r\n:1}`;
const texts = (count: number, bytes: number): string => list(count, `"${'x'.repeat(bytes)}"`);
/** In lists of as many as one may hold, so that only the sum is too large; each list and comma counts for one. */
const values = (most: number): string => {
  const full = Array<string>(9).fill(list(GATE.items, '1'));
  return `[${[...full, list(most - 9 * GATE.items - 11, '1')].join(',')}]`;
};
const large = (bytes: number): string => texts(5, bytes / 5 - 3).padEnd(bytes - 1, ' ');

describe('what comes in is read only inside the gate', () => {
  test.each([
    ['bytes', large(GATE.bytes), large(GATE.bytes + 10), 'too-large'],
    ['depth', nested(GATE.depth), nested(GATE.depth + 1), 'malformed'],
    ['depth that is no JSON', nested(GATE.depth), '{"a":['.repeat(60_000), 'malformed'],
    ['items', list(GATE.items), list(GATE.items + 1), 'too-large'],
    ['items inside an object', `{"items":${list(100)}}`, `{"items":${list(250_000)}}`, 'too-large'],
    ['fields', fields(GATE.fields), fields(GATE.fields + 1), 'too-large'],
    ['fields of one of many', `[{},${fields(3)}]`, `[{},${fields(60_000)}]`, 'too-large'],
    ['a name', named(GATE.nameBytes), named(GATE.nameBytes + 1), 'too-large'],
    ['a text', texts(1, GATE.textBytes), texts(1, GATE.textBytes + 1), 'too-large'],
    ['values', values(GATE.values), values(GATE.values + 1), 'too-large'],
  ])('%s', (_what, within, beyond, reason) => {
    const read = readJson(Buffer.from(within));
    expect('value' in read && JSON.stringify(read.value)).toBe(JSON.stringify(JSON.parse(within)));
    expect(readJson(Buffer.from(beyond))).toMatchObject({ ok: false, reason });
  });

  test.each([
    ['Latin-1', Buffer.from('{"name":"Päivi"}', 'latin1')],
    ['UTF-16', Buffer.from('{"name":"Päivi"}', 'utf16le')],
    ['half a character', Buffer.from('{"name":"Päivi"}').subarray(0, 11)],
    ['a surrogate in three bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['the character for what could not be read', Buffer.from('{"name":"P\ufffdivi"}')],
    ['the same, escaped', Buffer.from('{"name":"P\\uFFFDivi"}')],
    ['a first half without a second', Buffer.from('{"name":"\\ud83d"}')],
    ['a first half before something else', Buffer.from('{"name":"\\ud83d\\u0041"}')],
    ['a second half alone', Buffer.from('{"name":"\\uDE00"}')],
    ['half of a pair as the name of a field', Buffer.from('{"\\ud83d":1}')],
    ['an escape that is none', Buffer.from('"\\u00g0"')],
    ['an escape that is cut', Buffer.from('"\\u00')],
    ['a second BOM', Buffer.from('\ufeff\ufeff{}')],
    ['no JSON', Buffer.from('{"a":1}{"b":2}')],
    ['more ends than beginnings', Buffer.from(']]]]')],
    ['a text without an end', Buffer.from('"\\')],
    ['nothing', Buffer.from('')],
  ])('%s is malformed', (_what, bytes) => {
    expect(readJson(bytes)).toMatchObject({ ok: false, reason: 'malformed' });
  });

  test.each([
    ['a BOM before it', '\ufeff{"name":"Päivi"}', { name: 'Päivi' }],
    ['a pair of escapes', '"\\ud83d\\ude00"', '😀'],
    ['a backslash before what looks like an escape', '"\\\\ud83d"', '\\ud83d'],
    ['brackets, commas and quotes in a text', `"${'[{,\\"'.repeat(1000)}"`, '[{,"'.repeat(1000)],
    ['characters of four bytes', '{"😀":"😀"}', { '😀': '😀' }],
  ])('%s is read', (_what, text, value) => {
    expect(readJson(Buffer.from(text))).toEqual({ ok: true, value });
  });

  test('whatever is JSON and inside is read as JSON.parse reads it, and counted as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }), fc.boolean(), (value, spaced) => {
        const text = JSON.stringify(value, undefined, spaced ? 1 : undefined);
        fc.pre(text.isWellFormed() && !/\ufffd|\\ud[89a-f]/i.test(text));
        const bytes = Buffer.from(text);
        expect(readJson(bytes)).toStrictEqual({ ok: true, value: JSON.parse(text) });
        const counted = count(value);
        const scanned = scanJson(bytes);
        expect(scanned).toMatchObject({ depth: counted.depth });
        expect('values' in scanned && scanned.values).toBeGreaterThanOrEqual(counted.values);
        expect('values' in scanned && scanned.values).toBeLessThanOrEqual(2 * counted.values);
      }),
    );
  });

  test('no bytes at all make it throw', () => {
    const like = fc.array(
      fc.constantFrom(...'{}[]",:\\u0d8f-1e'.split(''), '\\ud83d', 'null', '\ufeff', 'ä', ' '),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
          like.map((parts) => Buffer.from(parts.join(''))),
        ),
        (bytes) => {
          const read = readJson(bytes);
          if (read.ok) expect(read.value).toEqual(JSON.parse(bytes.toString().replace(/^\ufeff/, '')));
          else expect(read.detail).not.toBe('');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['application/json', true],
    ['application/json; charset=utf-8', true],
    ['application/cloudevents+json;charset="UTF-8"', true],
    ['application/json; charset=utf8', true],
    ['application/json; charset=iso-8859-1', false],
    ['application/json; Charset = "windows-1252"', false],
    ['application/json; charset=utf-16', false],
    ['application/json; charset=utf-8; charset=iso-8859-1', false],
    ['application/json; charset=iso-8859-1; charset=utf-8', false],
  ])('%s is UTF-8: %s', (type, yes) => {
    expect(isInUtf8(type)).toBe(yes);
  });
});

function count(value: unknown): { values: number; depth: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 };
  const inner = Object.values(value).map(count);
  return {
    values: inner.reduce((sum, { values: own }) => sum + own, 1),
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
  };
}
