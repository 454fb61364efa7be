import type { CollectedItem } from '#contracts';
import { fieldClassesOf, type FieldClass, type StoreRecord } from '../hold-records/store-record.js';

/** The policy's category each field class falls under. */
const CATEGORY: Readonly<Record<FieldClass, string>> = {
  identity: 'contact',
  contact: 'contact',
  order: 'relationship',
  delivery: 'relationship',
  voucher: 'relationship',
};

/** A record as the access reply tells it: one item per category. */
export function collectedItems(record: StoreRecord): CollectedItem[] {
  const categories = [...new Set(fieldClassesOf(record).map((name) => CATEGORY[name]))];
  return categories.map((category) => ({
    record: record.record,
    kind: record.kind,
    category,
    source: 'subject',
    provenance: 'provided',
    values: fieldClassesOf(record)
      .filter((name) => CATEGORY[name] === category)
      .flatMap((name) =>
        Object.entries(record.fields[name] ?? {}).map(([field, value]) => ({
          field: `${name}.${field}`,
          value,
        })),
      ),
  }));
}
