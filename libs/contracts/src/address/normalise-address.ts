import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';

/** The version of these rules; a hash made under another version must be looked up under that one. */
export const NORMALISATION_VERSION = 1;

const LOCAL = /^[^\s@\p{Cc}"(),:;<>[\\\]]+$/u;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * One spelling for one mailbox: trimmed, NFC, lower case, the domain in ASCII (IDNA).
 * Dots and plus tags are kept, since only the receiving host knows what they mean.
 * Answers undefined for what no mail can be sent to (RFC 5321 §4.5.3.1 lengths, a domain without a dot,
 * quoted local parts and address literals, which the store does not accept either).
 */
export function normaliseEmail(raw: string): string | undefined {
  const address = raw.trim().normalize('NFC');
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  const local = address.slice(0, at).toLowerCase();
  if (!LOCAL.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    return undefined;
  if (Buffer.byteLength(local, 'utf8') > 64) return undefined;
  const rawDomain = address.slice(at + 1);
  if (/[\s\p{Cc}%]/u.test(rawDomain)) return undefined;
  const domain = domainToASCII(rawDomain);
  const labels = domain.split('.');
  if (domain.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label)))
    return undefined;
  if (/^\d+$/.test(labels.at(-1) ?? '')) return undefined;
  return `${local}@${domain}`;
}

/** E.164, a number without a country code read as Finnish; undefined where it cannot be one. */
export function normalisePhone(raw: string): string | undefined {
  const number = parsePhoneNumberFromString(raw.normalize('NFKC').trim(), 'FI', metadata);
  return number !== undefined && number.isPossible() ? number.number : undefined;
}

/** A user id is compared exactly, as the service that issued it does. */
export function normaliseUserId(raw: string): string | undefined {
  const id = raw.trim().normalize('NFC');
  return id.length > 0 && id.length <= 100 ? id : undefined;
}

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
