import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import fc from 'fast-check';

const junk = fc.oneof(
  fc.constantFrom(
    null,
    '',
    0,
    -1,
    1.5,
    true,
    [],
    {},
    [null],
    ['a', 1],
    { $gt: '' },
    { toString: 'x' },
    'a b',
    '2026-02-30',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

type Make = 'whole' | 'spoilt';

/** What the rules ask for; when spoilt, now and then something else, and fields nobody knows. */
export function shapeOf(shape: new () => object, make: Make): fc.Arbitrary<Record<string, unknown>> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(shape, '', false, false);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const fields = Object.fromEntries(
    names.map((name) => {
      const own = rules.filter(({ propertyName }) => propertyName === name);
      return [
        name,
        fc.oneof(
          { weight: 60, arbitrary: valueOf(shape, name, own, make) },
          { weight: make === 'whole' ? 0 : 1, arbitrary: junk },
        ),
      ];
    }),
  );
  const optional = new Set(
    rules.filter(({ name }) => name === 'isOptional').map(({ propertyName }) => propertyName),
  );
  const needed = fc
    .integer({ min: make === 'whole' ? names.length : 0, max: 40 })
    .map((n) => names.filter((name, index) => n !== index && !optional.has(name)));
  return needed.chain((requiredKeys) =>
    fc
      .tuple(
        fc.record(fields, { requiredKeys }),
        fc.option(
          fc.dictionary(fc.constantFrom('colour', 'constructor', '__proto__', 'toString'), junk, {
            maxKeys: 2,
          }),
          { freq: 5, nil: {} },
        ),
      )
      .map(([known, unknown]) => ({ ...unknown, ...known })),
  );
}

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function valueOf(
  shape: new () => object,
  name: string,
  rules: readonly Rule[],
  make: Make,
): fc.Arbitrary<unknown> {
  const rule = (of: string): Rule | undefined => rules.find((one) => one.name === of);
  const nested = defaultMetadataStorage.findTypeMetadata(shape, name)?.typeFunction();
  const one = nested === undefined ? plainOf(rule, make) : shapeOf(nested, make);
  if (rule('isArray') === undefined) return one;
  const [least] = (rule('arrayMinSize')?.constraints ?? [1]) as [number];
  return fc.array(one, { minLength: least, maxLength: least + 2 });
}

function plainOf(rule: (of: string) => Rule | undefined, make: Make): fc.Arbitrary<unknown> {
  const [matches, isIn] = [rule('matches'), rule('isIn')];
  if (rule('isIso8601') !== undefined) {
    const dates = ['2026-06-30', '2024-02-29', ...(make === 'whole' ? [] : ['2023-02-29'])];
    const instants = [
      '2026-06-30T09:12:00+03:00',
      '2026-06-30T09:12:00.123Z',
      '2024-02-29T09:12Z',
      ...(make === 'whole' ? [] : ['2023-02-29T09:12:00Z']),
    ];
    return fc.constantFrom(
      ...((matches?.constraints as RegExp[] | undefined)?.[0]?.test('2026-06-30') ? dates : instants),
    );
  }
  if (isIn !== undefined) return fc.constantFrom(...(isIn.constraints[0] as unknown[]));
  if (matches !== undefined) return fc.stringMatching(matches.constraints[0] as RegExp);
  if (rule('isInt') !== undefined) {
    const [least] = (rule('min')?.constraints ?? [0]) as [number];
    return fc.integer({ min: least, max: least + 100 });
  }
  if (rule('isBoolean') !== undefined) return fc.boolean();
  return fc.string({ minLength: 1, maxLength: 20 });
}
