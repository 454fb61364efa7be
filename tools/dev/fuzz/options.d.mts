export const roles: readonly string[];
export function fuzzOptions(
  args: readonly string[],
  services: readonly string[],
  now?: number,
): {
  readonly cases: number;
  readonly services: readonly string[];
  readonly roles: readonly string[];
  readonly seed: number;
  readonly help: string | undefined;
};
