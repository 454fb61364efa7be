import { diffPolicies } from '../../diff/diff-policies.js';
import type { Matter, PolicyChange } from '../../diff/policy-change.js';
import { fill } from '../fill.js';
import type { Entry, Section } from '../page.js';
import type { Words } from '../words.js';
import { section } from './section.js';

/** What differs for people from the version before; how a thing is put makes no difference to them. */
export function changesSection(words: Words, before: Words): Section {
  const changes = diffPolicies(before.policy, words.policy).filter(({ matters }) =>
    matters.some((matter) => matter !== 'wording'),
  );
  const ids = [...new Set(changes.map(({ element }) => element))].filter(
    (id) => words.policy.elements.has(id) || before.policy.elements.has(id),
  );
  const entries = ids.map((id) =>
    changeEntry(
      words,
      before,
      changes.filter(({ element }) => element === id),
    ),
  );
  const changed = section(words, 'changes', entries, { date: before.date(before.policy.validFrom) });
  return {
    ...changed,
    brief: true,
    intro: entries.length > 0 ? changed.intro : [...changed.intro, words.say.noChanges],
  };
}

function changeEntry(words: Words, before: Words, changes: readonly PolicyChange[]): Entry {
  const [{ element: id, kind } = { element: '', kind: 'changed' as const }] = changes;
  const now = words.policy.elements.get(id);
  const then = before.policy.elements.get(id);
  const name = now === undefined ? then && before.name(then) : words.name(now);
  const matters = new Set(changes.flatMap(({ matters }) => matters));
  const told = [...matters].filter((matter): matter is Exclude<Matter, 'wording'> => matter !== 'wording');
  return {
    id: `changed-${id}`,
    title: `${words.say.changes[kind]}: ${name ?? id}`,
    says: [
      ...told.map((matter) => words.say.matters[matter]),
      ...changes.flatMap((each) => values(words, each)),
    ],
    facts: [],
  };
}

/** Only what reads the same in every language: periods, dates and countries. */
function values(words: Words, { before, after }: PolicyChange): string[] {
  const [then, now] = [inWords(words, before), inWords(words, after)];
  if (then === undefined || now === undefined) return [];
  return [fill(words.say.beforeAndNow, { before: then, after: now })];
}

function inWords(words: Words, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^P\d/.test(value)) return words.period(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return words.date(value);
  return /^[A-Z]{2}$/.test(value) ? words.country(value) : undefined;
}
