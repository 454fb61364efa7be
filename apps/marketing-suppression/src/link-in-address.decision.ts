/** Where our links are. */
const PLACE = /^\/+v1\/unsubscribe(?![^/?#])/i;
/** A whole link has fewer signs, and no more are looked at. */
const LONGEST = 1000;

const OURS_ENCODED = /%(2e|2d|5f)/gi;
const DIRT = /%[0-9a-f]{2}|&#?\w{1,8};|[^\w.-]/gi;
/** For what is no sign of a link. */
const GAP = '~';
/** What mail programs leave out at the end of a link. */
const CUT_OFF = ['', '-', '_'];

/**
 * What somebody means who asks for this address: whatever stands where our links are is one link, whole or broken, so that a
 * person gets its page and never an error of the router.
 */
export function addressOfLink(address: string): string {
  const place = PLACE.exec(address)?.[0];
  if (place === undefined) return address;
  const [written = ''] = address.slice(place.length).split(/[?#]/, 1);
  const signs = signsOfLink(decoded(written.replace(/^\/+/, ''))).slice(0, LONGEST);
  return `/v1/unsubscribe/${signs === '' ? GAP : signs}`;
}

/**
 * Every link that may be meant by what mail programs have made of it: one that was folded goes on behind a gap; one that
 * something was put behind ends at the first.
 */
export function linksMeant(written: string): readonly string[] {
  const signs = signsOfLink(written);
  const folded = signs.replaceAll(GAP, '').replaceAll(/^\.+|\.+$/g, '');
  const ended = /[\w-]{1,64}\.[\w-]+/.exec(signs)?.[0] ?? '';
  const bare = new Set([folded, ended, ended.replace(/[-_]+$/, '')]);
  return [...bare].flatMap((link) => CUT_OFF.map((end) => link + end));
}

const signsOfLink = (written: string): string =>
  written.replaceAll(OURS_ENCODED, decodeURIComponent).replaceAll(DIRT, GAP);

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
