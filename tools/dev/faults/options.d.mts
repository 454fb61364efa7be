export function faultOptions(
  args: readonly string[],
  now?: number,
): { seed: number; runs: number; older: string | undefined; help: string | undefined };
