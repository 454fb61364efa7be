import type { Books, Doc, Holder } from './books.js';
import { SERVICES } from './world.js';

/** Everything that holds at the end of a run, each thing under its own name, as comparable text. */
export type EndState = ReadonlyMap<string, string>;

/**
 * Moments of intake, places in a lane, salts, seals and marks of what is still owed differ from run to run and mean
 * nothing to anybody's right; of an owed event its identity counts.
 */
const VOLATILE = new Set([
  'takenAt',
  'lane',
  'n',
  'owed',
  'open',
  'owes',
  'audit',
  'reader',
  'salt',
  'leaf',
  'seal',
]);
/** When an answer was given is the answering machine's time. */
const REPLIES = new Set(['participant.replied', 'erasure.replied']);

/** The facts of every service, the clocks of every party and what is left at the web store. */
export async function readEndState(books: Books): Promise<EndState> {
  const state = new Map<string, string>();
  for (const service of SERVICES) {
    for (const fact of (await books.all(service)).filter(isFinal))
      state.set(`${service} fact ${fact._id}`, canonical(comparable(fact)));
  }
  for (const [holder, collection] of projections) {
    for (const one of await books.all(holder, collection))
      state.set(`${holder} ${collection} ${one._id}`, canonical(comparable(one)));
  }
  return state;
}

const projections: readonly (readonly [Holder, string])[] = [
  ['retention', 'parties'],
  ['web-store', 'records'],
];

/**
 * A participant that failed is asked again; how often that happened is the history of a fault, not its outcome. A note of an
 * erasure goes by the salts of what went, and those are never the same twice.
 */
const isFinal = ({ _id, type, outcome }: Doc): boolean =>
  !(REPLIES.has(String(type)) && outcome === 'failed') && !_id.startsWith('noted/');

function comparable(doc: Doc): object {
  const kept = Object.entries(doc).filter(
    ([name]) =>
      !VOLATILE.has(name) && !(REPLIES.has(String(doc['type'])) && (name === 'at' || name === 'on')),
  );
  const owes = doc['owes'] as readonly { id: string; type: string }[] | undefined;
  return {
    ...Object.fromEntries(kept),
    ...(owes !== undefined && { owes: owes.map(({ id, type }) => `${type} ${id}`).sort() }),
  };
}

/** Keys in order; of a sealed value that it is there, since it is never the same twice. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    if ('ct' in inner && 'iv' in inner && 'tag' in inner) return '(sealed)';
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

const SHOWN = 12;

/** What the second has lost, has too much, or has otherwise than the first; empty when they are equal. */
export function differences(expected: EndState, actual: EndState): readonly string[] {
  const found: string[] = [];
  for (const [name, text] of expected) {
    const other = actual.get(name);
    if (other === undefined) found.push(`missing: ${name} ${short(text)}`);
    else if (other !== text) found.push(`differs: ${name}\n    ${whereTheyPart(text, other)}`);
  }
  for (const [name, text] of actual) if (!expected.has(name)) found.push(`too much: ${name} ${short(text)}`);
  if (found.length <= SHOWN) return found;
  return [...found.slice(0, SHOWN), `… and ${found.length - SHOWN} more`];
}

function whereTheyPart(one: string, other: string): string {
  const until = Math.min(one.length, other.length);
  let at = 0;
  while (at < until && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `${short(one.slice(from))}\n    ${short(other.slice(from))}`;
}

const short = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}…` : text);
