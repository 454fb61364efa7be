/** What is known of the values at one place: how many there were, of which types, and what lies below. */
interface Place {
  seen: number;
  readonly types: Set<string>;
  readonly fields: Map<string, Place>;
  objects: number;
  items?: Place;
}

const aPlace = (): Place => ({ seen: 0, types: new Set(), fields: new Map(), objects: 0 });

/** The fields of documents, with their BSON types and no value; one that some lack, where others have it, ends in `?`. */
export class Shape {
  private readonly root = aPlace();

  add(document: object): void {
    note(this.root, document);
  }

  lines(): readonly string[] {
    return [...this.root.fields].flatMap(([name, place]) => linesOf(name, place, this.root.objects));
  }
}

function note(place: Place, value: unknown): void {
  const type = typeOf(value);
  place.seen += 1;
  place.types.add(type);
  if (type === 'array') {
    place.items ??= aPlace();
    for (const item of value as readonly unknown[]) note(place.items, item);
  }
  if (type !== 'object') return;
  place.objects += 1;
  for (const [name, inner] of Object.entries(value as object)) {
    const field = place.fields.get(name) ?? aPlace();
    place.fields.set(name, field);
    note(field, inner);
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (typeof value !== 'object') return typeof value;
  const { _bsontype: bson } = value as { _bsontype?: string };
  return bson?.toLowerCase() ?? 'object';
}

function linesOf(path: string, { seen, types, fields, objects, items }: Place, above: number): string[] {
  const optional = seen < above ? '?' : '';
  const here = `${path}${optional} ${[...types].toSorted().join(' or ')}`;
  const below = [...fields].flatMap(([name, field]) => linesOf(`${path}.${name}`, field, objects));
  const inItems = items === undefined || items.seen === 0 ? [] : linesOf(`${path}[]`, items, items.seen);
  return [here, ...below, ...inItems];
}
