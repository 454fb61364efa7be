import { readFileSync } from 'node:fs';
import type { Law } from '../law/law.js';
import { indexPolicy } from '../model/index-policy.js';
import { parsePolicy } from '../model/parse-policy.js';
import type { PolicyDocument } from '../model/policy.js';
import type { Finding } from './finding.js';
import { lintPolicy } from './lint-policy.js';

const file = 'policies/kettinki/2026-04-01/policy.yaml';
const clean = parsePolicy(readFileSync(file, 'utf8'), file);
export const on = '2026-11-23';

type Draft<T> = { -readonly [K in keyof T]: Draft<T[K]> };
export type Changed = Draft<PolicyDocument>;
export type Change = (draft: Changed) => unknown;

/** The findings of the clean policy of another trade, changed in one way. */
export function findingsAfter(change: Change, date = on, law?: Law): readonly Finding[] {
  const draft = structuredClone<PolicyDocument>(clean) as unknown as Changed;
  change(draft);
  return lintPolicy(indexPolicy(draft), { on: date, ...(law !== undefined && { law }) });
}

export function named<T extends { readonly id: string }>(elements: readonly T[], id: string): T {
  const found = elements.find((element) => element.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

/** Where a finding is: the element, and the key inside it if there is one. */
export const at = ({ element, place }: Finding): string => {
  const [, , ...keys] = place.pointer.split('/');
  return [element, ...keys.filter((key) => !/^\d+$/.test(key))].join(' ');
};

export const right = (draft: Changed, id: string): Changed['rights'][number] => named(draft.rights, id);
export const purpose = (draft: Changed, id: string): Changed['purposes'][number] => named(draft.purposes, id);
export const rule = (draft: Changed, id: string): Changed['retention'][number] => named(draft.retention, id);
export const without = <T extends { readonly id: string }>(elements: readonly T[], id: string): T[] =>
  elements.filter((element) => element !== named(elements, id));

export const inferred: Change = (draft) => {
  named(draft.categories, 'category.interests').nature = 'inferred';
};
