import { diffPolicies } from '../../diff/diff-policies.js';
import type { Matter, PolicyChange } from '../../diff/policy-change.js';
import { elementOf } from '../../model/because.js';
import type { Policy } from '../../model/policy.js';
import { fill } from '../fill.js';
import type { Entry, Section } from '../page.js';
import type { Words } from '../words.js';
import { keptFor } from './retention.js';
import { section } from './section.js';

/** What differs for people from the version before; how a thing is put makes no difference to them. */
export function changesSection(words: Words, before: Words): Section {
  const changes = diffPolicies(before.policy, words.policy)
    .map((change) => ({ ...change, matters: change.matters.filter(isTold) }))
    .filter(({ matters }) => matters.length > 0);
  const ids = [...new Set(changes.map(({ element }) => element))].filter(
    (id) => words.policy.elements.has(id) || before.policy.elements.has(id),
  );
  const about = ids.map((id) => changes.filter(({ element }) => element === id));
  const entries = together(about.map((each) => changeTold(words, before, each)));
  const changed = section(words, 'changes', entries, { date: before.date(before.policy.validFrom) });
  return {
    ...changed,
    brief: true,
    intro: entries.length > 0 ? changed.intro : [...changed.intro, words.say.noChanges],
  };
}

type ToldMatter = Exclude<Matter, 'wording'>;
type ToldChange = PolicyChange & { readonly matters: readonly ToldMatter[] };
const isTold = (matter: Matter): matter is ToldMatter => matter !== 'wording';

interface Told {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly says: readonly string[];
}

/** What the same is said of stands in one line. */
function together(all: readonly Told[]): Entry[] {
  const lines = new Map<string, Told[]>();
  for (const told of all) {
    const key = JSON.stringify([told.kind, told.says]);
    lines.set(key, [...(lines.get(key) ?? []), told]);
  }
  return [...lines.values()].map((line) => {
    const [{ id, kind, says }] = line as [Told];
    return { id, title: `${kind}: ${line.map(({ name }) => name).join('; ')}`, says, facts: [] };
  });
}

function changeTold(words: Words, before: Words, changes: readonly ToldChange[]): Told {
  const [{ element: id, kind }] = changes as readonly [ToldChange];
  const now = words.policy.elements.get(id);
  const name = now === undefined ? before.name(elementOf(before.policy, id)) : words.name(now);
  const matters = new Set(changes.flatMap((each) => each.matters));
  const says = [
    ...[...matters].map((matter) => words.say.matters[matter]),
    ...changes.flatMap((each) => values(words, each)),
  ];
  const kept = kind === 'changed' ? undefined : keptBy(words, now ? words.policy : before.policy, id);
  return { id: `changed-${id}`, kind: words.say.changes[kind], name, says: kept ?? says };
}

/** Of a rule that is new or gone: how long it keeps, as one rule may take the place of another. */
function keptBy(words: Words, { retention, holds }: Policy, id: string): readonly string[] | undefined {
  const rule = [...retention, ...holds].find((each) => each.id === id);
  return rule && [`${capital(keptFor(words, rule))}.`];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Only what says by itself what it is: addresses, periods and countries. */
function values(words: Words, { field, before, after }: PolicyChange): string[] {
  const [then, now] = [inWords(words, field, before), inWords(words, field, after)];
  if (then === undefined || now === undefined) return [];
  return [fill(words.say.beforeAndNow, { before: then, after: now })];
}

const addresses: ReadonlySet<string | undefined> = new Set([
  'what',
  'street',
  'city',
  'address',
  'email',
  'web',
]);

function inWords(words: Words, field: string | undefined, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (addresses.has(field)) return value;
  if (/^P\d/.test(value)) return words.period(value);
  return /^[A-Z]{2}$/.test(value) ? words.country(value) : undefined;
}
