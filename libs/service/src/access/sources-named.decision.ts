/** Where the body of a route names the source of those it is about. */
export interface SourcePlace {
  /** Keys from the root, such as `/questions/party/source`; lists on the way are gone through. */
  readonly at: string;
  /** What stands before the name there: an event's source is `/web-store`. */
  readonly prefix?: '/';
  /** A body with this field may name no source at all, such as a prohibition for an address. */
  readonly unless?: string;
}

interface WrongSource {
  /** JSON pointer into the body. */
  readonly field: string;
  readonly reason: string;
}

export interface SourcesNamed {
  /** Each place that names another source than one's own. */
  readonly foreign: readonly WrongSource[];
  /** The place that names none. What is no object at all is left to validation, which takes none of it. */
  readonly absent?: WrongSource;
}

const MOST_TOLD = 50;

/** Whose customers a request of this source is about. Reads no more of the body than lies on the way. */
export function sourcesNamed(body: unknown, place: SourcePlace, own: string): SourcesNamed {
  const { at, prefix = '', unless } = place;
  const right = `${prefix}${own}`;
  const reason = `must be ${right}, the source this token speaks for`;
  const named = valuesAt(body, at.split('/').slice(1)).filter(({ value }) => typeof value === 'string');
  const foreign = named.filter(({ value }) => value !== right);
  const exempt = unless !== undefined && isObject(body) && body[unless] !== undefined;
  return {
    foreign: foreign.slice(0, MOST_TOLD).map(({ pointer }) => ({ field: pointer, reason })),
    ...(named.length === 0 && !exempt && holdsAnObject(body) && { absent: { field: at, reason } }),
  };
}

interface Place {
  readonly pointer: string;
  readonly value: unknown;
}

function valuesAt(body: unknown, keys: readonly string[]): readonly Place[] {
  let places: readonly Place[] = unlisted({ pointer: '', value: body });
  for (const key of keys)
    places = places.flatMap(({ pointer, value }) =>
      isObject(value) && Object.hasOwn(value, key)
        ? unlisted({ pointer: `${pointer}/${key}`, value: value[key] })
        : [],
    );
  return places;
}

/** What stands in a list, and in the lists within. */
function unlisted(place: Place): readonly Place[] {
  const found: Place[] = [];
  const waiting: Place[] = [place];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { pointer, value } = next;
    if (!Array.isArray(value)) found.push(next);
    else
      for (const [index, item] of value.entries())
        waiting.push({ pointer: `${pointer}/${index}`, value: item });
  }
  return found.toReversed();
}

const holdsAnObject = (body: unknown): boolean =>
  unlisted({ pointer: '', value: body }).some(({ value }) => isObject(value));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
