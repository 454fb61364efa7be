import type { PolicyChange } from './policy-change.js';

type Difference = Omit<PolicyChange, 'matters' | 'words'>;

/** One sentence that says what changes, in the words a policy uses. */
export function wordsOf({ kind, element, field, before, after }: Difference): string {
  const subject = subjectOf(element);
  if (kind === 'added') return `${subject} is new${inShort(after)}.`;
  if (kind === 'removed') return `${subject} is gone${inShort(before)}.`;
  const what = field === element ? 'it' : fieldWords(String(field));
  if (Array.isArray(before) && Array.isArray(after))
    return `${subject}: ${what}: ${listWords(before, after)}.`;
  if (before === undefined) return `${subject}: ${what} is now ${told(after)}, and was not given before.`;
  if (after === undefined) return `${subject}: ${what} is not given any more; it was ${told(before)}.`;
  return `${subject}: ${what} is ${told(after)} instead of ${told(before)}.`;
}

const kinds: Readonly<Record<string, string>> = {
  retention: 'The retention rule',
  transfer: 'The list of countries',
  accounting: 'The accounting period',
  relationship: 'The relationship rule',
};

/** `field-class.identity` → `The field class "identity"` */
function subjectOf(element: string): string {
  const [kind, name] = element.split('.') as [string, string?];
  return name === undefined
    ? `The setting "${kind}"`
    : `${kinds[kind] ?? `The ${kind.replaceAll('-', ' ')}`} "${name}"`;
}

/** `balancingTest.on` → `balancing test, on` */
function fieldWords(field: string): string {
  return field
    .replaceAll(
      /([a-z])([A-Z])/g,
      (_all, before: string, capital: string) => `${before} ${capital.toLowerCase()}`,
    )
    .replaceAll('.', ', ');
}

function listWords(before: readonly unknown[], after: readonly unknown[]): string {
  const [then, now] = [before.map(inOneWord), after.map(inOneWord)];
  const added = now.filter((one) => !then.includes(one));
  const gone = then.filter((one) => !now.includes(one));
  const parts = [
    ...(added.length > 0 ? [`now also ${added.join(', ')}`] : []),
    ...(gone.length > 0 ? [`no longer ${gone.join(', ')}`] : []),
  ];
  return parts.join('; ');
}

const inOneWord = (each: unknown): string =>
  typeof each === 'string' ? each : Object.values(each as object).join(', ');

function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(inOneWord).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = String(value);
  return /^P\d/.test(text) ? periodWords(text) : /^[\w.:-]+$/.test(text) ? text : `"${text}"`;
}

const units = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;

/** `P1Y6M` → `1 year 6 months` */
function periodWords(period: string): string {
  return [...period.matchAll(/(\d+)([YMWD])/g)]
    .map(([, count, unit]) => {
      const word = units[unit as keyof typeof units];
      return `${count} ${word}${count === '1' ? '' : 's'}`;
    })
    .join(' ');
}

/** The one or two things that say most of what an element is. */
function inShort(value: unknown): string {
  const { basis, country, period, anchor, what, who } = value as Record<string, unknown>;
  const parts = [
    ...(typeof basis === 'string' ? [`resting on ${basis}`] : []),
    ...(typeof country === 'string' ? [`in ${country}`] : []),
    ...(typeof period === 'string' ? [`for ${told(period)}`] : []),
    ...(typeof anchor === 'string' ? [`from ${anchor}`] : []),
  ];
  const sentence = what ?? who;
  if (parts.length > 0) return `, ${parts.join(' ')}`;
  return typeof sentence === 'string' ? `: ${sentence.replace(/\.$/, '')}` : '';
}
