import type { ValidationError } from 'class-validator';
import type { FieldError } from './problem.js';

const MOST_ERRORS = 50;
const DEEPEST = 32;

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100);

/** All wrong fields as JSON pointers, innermost first to be named; never with a value. */
export function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  const found = errors.flatMap((error): FieldError[] => {
    const field = `${parent}/${escaped(error.property)}`;
    if (error.children !== undefined && error.children.length > 0) return fieldErrors(error.children, field);
    const [rule, words] = Object.entries(error.constraints ?? {})[0] ?? ['', 'is not valid'];
    return [
      {
        field,
        reason: rule === 'whitelistValidation' ? 'is not a field of this request' : told(words, error),
      },
    ];
  });
  return found.slice(0, MOST_ERRORS);
}

function told(words: string, { property }: ValidationError): string {
  const eachOf = `each value in ${property} `;
  if (words.startsWith(eachOf)) return `each value ${words.slice(eachOf.length)}`;
  return words.startsWith(`${property} `) ? words.slice(property.length + 1) : words;
}

/** Deeper than any request needs; what walks a body by recursion would run out of stack. */
export function isTooDeep(body: unknown): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

const isOfEveryObject = (key: string): boolean => key in Object.prototype || key === 'prototype';

/**
 * What the validators let pass: keys that name a part of every object, which they take for known, and null for a
 * field that may be left out.
 */
export function unsafeKeys(root: object): FieldError[] {
  const found: FieldError[] = [];
  const waiting: { value: object; pointer: string }[] = [{ value: root, pointer: '' }];
  for (let next = waiting.pop(); next !== undefined && found.length < MOST_ERRORS; next = waiting.pop()) {
    for (const [key, inner] of Object.entries(next.value)) {
      const field = `${next.pointer}/${escaped(key)}`;
      if (isOfEveryObject(key)) {
        found.push({ field, reason: 'is not a field of this request' });
      } else if (inner === null) {
        found.push({ field, reason: 'must be left out or have a value' });
      } else if (typeof inner === 'object' && inner !== null) {
        waiting.push({ value: inner as object, pointer: field });
      }
    }
  }
  return found;
}
