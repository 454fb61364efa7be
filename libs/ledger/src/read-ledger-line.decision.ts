import { isCivilDate } from '#policy';
import { FORMAT, type LedgerLine } from './ledger-entries.js';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const day: Check = (value) => text(value) && isCivilDate(value);
const number: Check = (value) => Number.isSafeInteger(value);
const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** 32 and 64 bytes in base64url, each written in one way only. */
const hash: Check = (value) => text(value) && /^[\w-]{42}[AEIMQUYcgkosw048]$/.test(value as string);
const hashes: Check = (value) => Array.isArray(value) && value.every(hash);
const signature: Check = (value) => text(value) && /^[\w-]{85}[AQgw]$/.test(value as string);
const signed = { key: text, signature };

const shapes: Readonly<Record<LedgerLine['kind'], Readonly<Record<string, Check>>>> = {
  ledger: { format: (value) => value === FORMAT, service: text },
  seal: {
    service: text,
    seal: number,
    previous: text,
    at: text,
    day,
    root: text,
    total: number,
    hash: text,
    leaves: hashes,
    ...signed,
  },
  record: { seal: number, leaf: number, salt: hash, record: object },
  head: {
    service: text,
    day,
    seal: number,
    hash: text,
    total: number,
    previous: text,
    head: text,
    ...signed,
  },
  pending: { salt: hash, record: object },
  end: {
    service: text,
    at: text,
    day,
    seal: number,
    hash: text,
    head: text,
    pending: hashes,
    ...signed,
  },
};

/** Undefined for whatever is no line of an export; a field too many makes it none. */
export function readLedgerLine(value: unknown): LedgerLine | undefined {
  if (!object(value)) return undefined;
  const { kind, ...fields } = value as { kind?: unknown };
  const shape =
    typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind as LedgerLine['kind']] : undefined;
  if (shape === undefined || Object.keys(fields).length !== Object.keys(shape).length) return undefined;
  const fits = Object.entries(shape).every(([field, check]) =>
    check((fields as Record<string, unknown>)[field]),
  );
  return fits ? (value as LedgerLine) : undefined;
}
