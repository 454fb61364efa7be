export const roles: readonly string[];
export function fuzzOptions(
  args: readonly string[],
  services: readonly string[],
  now?: number,
): {
  /** The reader alone, for so many minutes. */
  readonly reader: boolean;
  readonly minutes: number;
  readonly cases: number;
  readonly services: readonly string[];
  readonly roles: readonly string[];
  readonly seed: number;
  readonly help: string | undefined;
};
