import { GATE, type RecordVerdict } from '#contracts';
import type { CommandParts } from './command-ids.js';
import { pagesOf } from './pages.js';

/** How a command with these records is to be sent; nothing where one message holds them all. */
export function splitRecords(
  participant: string,
  records: readonly RecordVerdict[],
): CommandParts | undefined {
  const pages = pagesOf(records, GATE.items / 2);
  return pages.length > 1 ? { participant, sizes: pages.map(({ length }) => length) } : undefined;
}

/** The records of one part; all of them where there are none. */
export function recordsOf(
  records: readonly RecordVerdict[],
  parts: CommandParts | undefined,
  part: number | undefined,
): readonly RecordVerdict[] {
  if (parts === undefined || part === undefined) return records;
  const from = parts.sizes.slice(0, part - 1).reduce((sum, size) => sum + size, 0);
  return records.slice(from, from + parts.sizes[part - 1]!);
}
