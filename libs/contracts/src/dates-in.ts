import { type DataClassOf, isRecord, type Shape, shapeOf } from './data-shape.js';

/** What a date says: that something has happened, or until when something holds. */
export type DateMeaning = 'act' | 'end';

const meanings = new Map<object, Map<string, DateMeaning>>();

/** Says on a field what its date means; see `firstDateThat`. */
export const dateMeans =
  (meaning: DateMeaning): PropertyDecorator =>
  (prototype, field) => {
    const own = meanings.get(prototype) ?? new Map<string, DateMeaning>();
    meanings.set(prototype, own.set(String(field), meaning));
  };

function meaningOf(dataClass: DataClassOf, field: string): DateMeaning | undefined {
  for (
    let prototype = dataClass.prototype as object | null;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const meaning = meanings.get(prototype)?.get(field);
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}

interface Place {
  readonly name: string;
  readonly meaning?: DateMeaning;
  readonly within?: readonly Place[];
}

const placesOf = new Map<DataClassOf, readonly Place[]>();

/** The fields that hold a date, or hold one within them. */
function places({ dataClass, fields }: Shape): readonly Place[] {
  const known = placesOf.get(dataClass);
  if (known !== undefined) return known;
  const found = [...fields.values()].flatMap(({ name, nested }): Place[] => {
    const meaning = meaningOf(dataClass, name);
    if (meaning !== undefined) return [{ name, meaning }];
    const within = nested === undefined ? [] : places(nested);
    return within.length === 0 ? [] : [{ name, within }];
  });
  placesOf.set(dataClass, found);
  return found;
}

/** The JSON pointer of the first date, of data that its contract has taken, of which this is so. */
export const firstDateThat = (
  dataClass: DataClassOf,
  data: object,
  isSo: (date: string, meaning: DateMeaning) => boolean,
): string | undefined => search(places(shapeOf(dataClass)), data as Record<string, unknown>, '', isSo);

function search(
  at: readonly Place[],
  data: Record<string, unknown>,
  pointer: string,
  isSo: (date: string, meaning: DateMeaning) => boolean,
): string | undefined {
  for (const { name, meaning, within } of at) {
    const value = data[name];
    if (meaning !== undefined && typeof value === 'string' && isSo(value, meaning))
      return `${pointer}/${name}`;
    if (within === undefined) continue;
    for (const [index, item] of (Array.isArray(value) ? value : [value]).entries()) {
      if (!isRecord(item)) continue;
      const inner = Array.isArray(value) ? `${pointer}/${name}/${index}` : `${pointer}/${name}`;
      const found = search(within, item, inner, isSo);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
