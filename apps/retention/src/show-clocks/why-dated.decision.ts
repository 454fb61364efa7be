import type { Because } from '#policy';
import type { RecordClocks } from '../party-clocks.decision.js';

/** Names the rules that count from the day of taking in, since the date given cannot be true. */
export function whyDated({ record, doubted, clocks }: Pick<RecordClocks, 'record' | 'doubted' | 'clocks'>): {
  readonly because?: readonly Because[];
} {
  if (doubted !== true) return {};
  const rules = new Map(clocks.map(({ basis }) => [basis.element, basis.statements]));
  return {
    because: [...rules].map(([element, statements]) => ({
      element,
      statements,
      reason: 'told-date-cannot-be-true',
      fact: record,
    })),
  };
}
