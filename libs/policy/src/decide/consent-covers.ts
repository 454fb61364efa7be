import type { Category, Recipient } from '../model/elements.js';
import type { Policy } from '../model/policy.js';

/** What a consent is used for: a purpose with a category and, where the data leaves the house, a recipient. */
export interface ConsentedUse {
  readonly purpose: string;
  readonly category: string;
  readonly recipient?: string;
}

/**
 * Art. 4(11), 6(1)(a): a consent covers what the person was told. Which element makes a use another one than the
 * version told of that the consent was given under; nothing where it still is the same. How a thing is worded is none
 * of it: a purpose that comes to mean something else gets a name of its own.
 */
export function changedSince(before: Policy, after: Policy, use: ConsentedUse): string | undefined {
  const { purpose, category, recipient } = use;
  if (before.byName.purposes.get(purpose)?.categories.includes(category) !== true)
    return `purpose.${purpose}`;
  if (isWidened(before.byName.categories.get(category), after.byName.categories.get(category)))
    return `category.${category}`;
  if (recipient === undefined) return undefined;
  return isAnother(before.byName.recipients.get(recipient), after.byName.recipients.get(recipient), use)
    ? `recipient.${recipient}`
    : undefined;
}

/** Less of a category is still what the person agreed to; more of it, or got in another way, is not. */
function isWidened(told: Category | undefined, now: Category | undefined): boolean {
  if (now === undefined) return false;
  return now.nature !== told?.nature || now.fields.some((field) => !told.fields.includes(field));
}

function isAnother(
  told: Recipient | undefined,
  now: Recipient | undefined,
  { purpose, category }: ConsentedUse,
): boolean {
  if (told === undefined || !told.purposes.includes(purpose) || !told.categories.includes(category))
    return true;
  return now !== undefined && (now.role !== told.role || now.country !== told.country);
}
