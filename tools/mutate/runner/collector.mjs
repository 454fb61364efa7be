import { expect } from 'expect';
import { bind } from 'jest-each';

/** What the specs of the policy library import from `@jest/globals`. Their tests are collected here, to be run as asked. */
export const collected = [];
const titles = [];

export function describe(title, block) {
  titles.push(title);
  block();
  titles.pop();
}

export function test(title, run) {
  collected.push({ name: [...titles, title].join(' '), run });
}

describe.each = bind(describe, false);
test.each = bind(test, false);
export { expect };
