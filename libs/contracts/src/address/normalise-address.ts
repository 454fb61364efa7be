import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';

const DOT_ATOM = /^[^\s@\p{Cc}"(),:;<>[\\\].]+(\.[^\s@\p{Cc}"(),:;<>[\\\].]+)*$/u;
const QUOTED = /^"((?:[^"\\\p{Cc}]|\\[^\p{Cc}])*)"$/u;
/** Comes along when an address is copied, and nobody sees it: no width, soft hyphens, which way to read. */
const UNSEEN = /\p{Cf}/gu;
/** What stands for a character that could not be read. */
const UNREAD = /[\ufffd\p{Cs}\p{Noncharacter_Code_Point}]/u;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * One spelling for one mailbox: trimmed, without what nobody sees, NFC, lower case, the domain in ASCII (IDNA), no
 * quotes where none are needed.
 * Dots and plus tags are kept, since only the receiving host knows what they mean.
 * Answers undefined for what no mail can be sent to: RFC 5321 §4.5.3.1 lengths, comments and folding white space,
 * a domain without a dot, an address literal in brackets.
 */
export function normaliseEmail(raw: string): string | undefined {
  const address = seen(raw).trim().normalize('NFC');
  return UNREAD.test(address) ? undefined : mailbox(address);
}

function mailbox(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const local = normaliseLocalPart(address.slice(0, Math.max(at, 0)).toLowerCase());
  const domain = normaliseDomain(address.slice(at + 1));
  if (local === undefined || domain === undefined) return undefined;
  return Buffer.byteLength(local, 'utf8') > 64 || local.length + 1 + domain.length > 254
    ? undefined
    : `${local}@${domain}`;
}

function normaliseLocalPart(local: string): string | undefined {
  if (DOT_ATOM.test(local)) return local;
  const quoted = QUOTED.exec(local)?.[1]?.replaceAll(/\\(.)/gu, '$1');
  if (quoted === undefined || quoted === '') return undefined;
  return DOT_ATOM.test(quoted) ? quoted : `"${quoted.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function normaliseDomain(raw: string): string | undefined {
  if (/[\s\p{Cc}%]/u.test(raw)) return undefined;
  const domain = domainToASCII(raw);
  const labels = domain.split('.');
  const isHost = domain.length <= 253 && labels.length >= 2 && labels.every((label) => LABEL.test(label));
  return isHost && !/^\d+$/.test(labels.at(-1) ?? '') ? domain : undefined;
}

/** E.164, a number without a country code read as Finnish; undefined where it cannot be one. */
export function normalisePhone(raw: string): string | undefined {
  const number = parsePhoneNumberFromString(seen(raw).normalize('NFKC').trim(), 'FI', metadata);
  return number !== undefined && number.isPossible() ? number.number : undefined;
}

/** A user id is compared exactly, as the service that issued it does. */
export function normaliseUserId(raw: string): string | undefined {
  const id = raw.trim().normalize('NFC');
  return id.length > 0 && id.length <= 100 && !UNREAD.test(id) ? id : undefined;
}

const seen = (raw: string): string => raw.replaceAll(UNSEEN, '');

export function normaliseAddress(kind: 'email' | 'phone' | 'user-id', raw: string): string | undefined {
  switch (kind) {
    case 'email':
      return normaliseEmail(raw);
    case 'phone':
      return normalisePhone(raw);
    case 'user-id':
      return normaliseUserId(raw);
  }
}

/**
 * The spelling of now first, then that of earlier releases where it was another one: they left in an e-mail address what
 * nobody sees, and an opt-out is kept as a hash of that. To be hashed, all of them, wherever an address is kept or looked
 * up; none for what no message can be sent to.
 */
export function spellingsOf(kind: 'email' | 'phone' | 'user-id', raw: string): readonly string[] {
  const now = normaliseAddress(kind, raw);
  if (now === undefined) return [];
  const before = kind === 'email' ? mailbox(raw.trim().normalize('NFC')) : now;
  return before === undefined || before === now ? [now] : [now, before];
}
