import { rename, writeFile } from 'node:fs/promises';
import { normaliseEmail } from '#contracts';

/** The store's newsletter export: one normalised address a line. Whoever writes to them asks first, each time. */
export async function exportList(file: string, addresses: readonly string[]): Promise<number> {
  const normalised = [...new Set(addresses.flatMap((address) => normaliseEmail(address) ?? []))].sort();
  await writeFile(`${file}.part`, normalised.map((address) => `${address}\n`).join(''), { mode: 0o600 });
  await rename(`${file}.part`, file);
  return normalised.length;
}
