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

/** Keys that name parts of every object, and nesting no request needs. */
export function unsafeKeys(root: object): FieldError[] {
  const found: FieldError[] = [];
  const waiting: { value: object; pointer: string; depth: number }[] = [
    { value: root, pointer: '', depth: 1 },
  ];
  for (let next = waiting.pop(); next !== undefined && found.length < MOST_ERRORS; next = waiting.pop()) {
    const { value, pointer, depth } = next;
    if (depth > DEEPEST) return [{ field: pointer.slice(0, 200), reason: 'is nested too deeply' }];
    for (const [key, inner] of Object.entries(value)) {
      const field = `${pointer}/${escaped(key)}`;
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        found.push({ field, reason: 'is not a field of this request' });
      } else if (typeof inner === 'object' && inner !== null) {
        waiting.push({ value: inner as object, pointer: field, depth: depth + 1 });
      }
    }
  }
  return found;
}
