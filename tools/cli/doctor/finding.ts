export const AREAS = [
  'configuration',
  'permissions',
  'drift',
  'clock',
  'disk',
  'certificates',
  'records',
  'queues',
] as const;

export interface Finding {
  readonly area: (typeof AREAS)[number];
  readonly state: 'ok' | 'warning' | 'error';
  /** What is so. */
  readonly what: string;
  /** What to do about it; absent where all is well. */
  readonly todo?: string;
}

type Judged = Omit<Finding, 'area'>;

const ok = (what: string): Judged => ({ state: 'ok', what });
export const warning = (what: string, todo: string): Judged => ({ state: 'warning', what, todo });
export const error = (what: string, todo: string): Judged => ({ state: 'error', what, todo });

/** Findings of one area; where nothing is wrong, one line that says what was looked at. */
export function inArea(area: Finding['area'], well: string, found: readonly Judged[]): readonly Finding[] {
  return (found.length > 0 ? found : [ok(well)]).map((one) => ({ area, ...one }));
}
