import { randomBytes } from 'node:crypto';

/** Under the broker's limit for a message. */
const MOST_BYTES = 1024 * 1024;
const NAME_BYTES = 12;
const HEAD_BYTES = NAME_BYTES + 4;

/** A sealed whole as messages: each is 12 random bytes that name the whole, its number, how many there are, and its part. */
export function partsOf(whole: Buffer, most = MOST_BYTES): readonly Buffer[] {
  const name = randomBytes(NAME_BYTES);
  const count = Math.max(1, Math.ceil(whole.length / most));
  return Array.from({ length: count }, (_, index) => {
    const numbers = Buffer.alloc(4);
    numbers.writeUInt16BE(index, 0);
    numbers.writeUInt16BE(count, 2);
    return Buffer.concat([name, numbers, whole.subarray(index * most, (index + 1) * most)]);
  });
}

/** Puts wholes together again; several writers' parts may be mixed, and a part may come twice. */
export class PartsJoiner {
  readonly #open = new Map<string, (Buffer | undefined)[]>();

  /** The whole, where this part completes it. */
  add(part: Buffer): Buffer | undefined {
    const count = part.readUInt16BE(NAME_BYTES + 2);
    const content = part.subarray(HEAD_BYTES);
    if (count === 1) return content;
    const name = part.toString('base64', 0, NAME_BYTES);
    const parts = this.#open.get(name) ?? Array<Buffer | undefined>(count).fill(undefined);
    parts[part.readUInt16BE(NAME_BYTES)] = content;
    this.#open.set(name, parts);
    if (parts.includes(undefined)) return undefined;
    this.#open.delete(name);
    return Buffer.concat(parts as Buffer[]);
  }
}
