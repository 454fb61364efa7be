import type { Because } from '#policy';

/** Why, a line for each reason: element, reason, fact and provision, and the statements of the notice it stands for. */
export function becauseLines(because: readonly Because[]): string {
  return because
    .map(({ element, reason, fact, provision, statements }) => {
      const details = [fact, provision].filter((each) => each !== undefined).join('; ');
      return `  because ${element}: ${reason}${details === '' ? '' : ` (${details})`} [${statements.join(', ')}]`;
    })
    .join('\n');
}
