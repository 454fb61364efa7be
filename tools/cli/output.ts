import { Option, type Command } from 'commander';
import type { Surroundings } from './surroundings.js';

export const withFormat = (command: Command): Command =>
  command.addOption(
    new Option('--format <format>', 'how to answer').choices(['text', 'json']).default('text'),
  );

/** JSON for programs, words for people. */
export function show(
  { out }: Surroundings,
  { format }: { readonly format: string },
  answer: unknown,
  inWords: () => string,
): void {
  out(`${format === 'json' ? JSON.stringify(answer, null, 2) : inWords()}\n`);
}
