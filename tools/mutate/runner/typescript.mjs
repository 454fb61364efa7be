import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import config from '../../../jest.config.mjs';

/** Node's module hooks, so that a spec loads as Jest would load it: TypeScript through swc, `describe` and `test` ours. */
const [[, swc]] = Object.values(config.projects[0].transform);
const collector = new URL('collector.mjs', import.meta.url).href;

export function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: collector, shortCircuit: true };
  if (/^\.{1,2}\/.*\.js$/.test(specifier)) {
    const url = new URL(specifier.replace(/js$/, 'ts'), context.parentURL);
    // What a spec is loaded anew with is loaded anew too.
    url.search = new URL(context.parentURL).search;
    if (existsSync(url)) return { url: url.href, shortCircuit: true };
  }
  return next(specifier, context);
}

const compiled = new Map();

export function load(url, context, next) {
  if (!new URL(url).pathname.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const source =
    compiled.get(filename) ?? transformSync(readFileSync(filename, 'utf8'), { ...swc, filename }).code;
  compiled.set(filename, source);
  return { format: 'module', source, shortCircuit: true };
}
