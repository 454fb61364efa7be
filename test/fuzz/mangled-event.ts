import fc from 'fast-check';
import { contracts } from '#contracts';
import { shapeOf } from '../../libs/contracts/src/data-shape.fixture.js';
import { DATES, HALVES, NAMES, NUMBERS, SHAPES, TEXTS } from './hostile-values.js';
import { changedAt, sizeOf, type Tree, treeOf, written } from './json-tree.js';

/** Any event that is as its contract asks, of any type there is. */
export const wholeEvent: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  ...contracts.map(({ type, dataClass }) =>
    fc.record({
      specversion: fc.constant('1.0'),
      id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,30}$/),
      source: fc.constantFrom('/web-store', '/consent', '/marketing-service'),
      type: fc.constant(type),
      time: fc.constantFrom('2026-06-30T07:00:00Z', '2026-06-30T10:00:00.123+03:00'),
      data: shapeOf(dataClass, 'whole'),
    }),
  ),
);

const name = fc.constantFrom(...NAMES);
const junk: fc.Arbitrary<Tree> = fc
  .oneof(
    ...[NUMBERS, TEXTS, HALVES, DATES, SHAPES].map((texts) => fc.constantFrom(...texts)),
    fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map((value) => JSON.stringify(value)),
  )
  .map((text) => ({ text }));

const WAYS = ['replace', 'drop', 'double', 'rename', 'add', 'wrap', 'repeat'] as const;
const mangling = fc.record({
  way: fc.constantFrom(...WAYS),
  at: fc.nat(1_000_000),
  which: fc.nat(1_000_000),
  name,
  junk,
});
type Mangling = typeof mangling extends fc.Arbitrary<infer T> ? T : never;

/** Mostly in the data, and there anywhere. */
function mangled(event: Tree, mangling: Mangling): Tree {
  const size = sizeOf(event);
  return changedAt(event, mangling.at % size, (one) => change(one, mangling));
}

function change(one: Tree, { way, which, name, junk }: Mangling): Tree {
  if (way === 'wrap') return { items: [one] };
  if (way === 'repeat') return { items: Array<Tree>(1 + (which % 1000)).fill(one) };
  if (way === 'add' && 'items' in one) return { items: [...one.items, junk] };
  if (way === 'replace' || !('fields' in one)) return junk;
  const { fields } = one;
  const place = which % Math.max(fields.length, 1);
  const [own, inner] = fields[place] ?? [];
  if (way === 'add' || own === undefined || inner === undefined) return { fields: [...fields, [name, junk]] };
  switch (way) {
    case 'drop':
      return { fields: fields.filter((_, index) => index !== place) };
    case 'double':
      return { fields: [...fields, [own, junk]] };
    case 'rename':
      return { fields: fields.with(place, [name, inner]) };
  }
}

/** An event of which a little is wrong, or perhaps nothing. */
export const mangledEvent: fc.Arbitrary<string> = fc
  .tuple(wholeEvent, fc.array(mangling, { minLength: 1, maxLength: 3 }))
  .map(([event, manglings]) => written(manglings.reduce(mangled, treeOf(event))));

const start = Buffer.from(
  '{"specversion":"1.0","id":"a","source":"/web-store","type":"order.placed.v1","data":{',
);

/** What need not be JSON, nor text at all. */
export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.concat([start, bytes])),
  fc
    .tuple(mangledEvent, fc.nat(), fc.nat(255), fc.constantFrom('utf8', 'utf16le', 'latin1'))
    .map(([text, at, byte, encoding]) => {
      const bytes = Buffer.from(text, encoding);
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
  fc.tuple(mangledEvent, fc.nat()).map(([text, at]) => {
    const bytes = Buffer.from(text);
    return bytes.subarray(0, at % bytes.length);
  }),
);
