export function startOptions(args: string[]): {
  replay: boolean;
  clean: boolean;
  exit: boolean;
  clock: string | undefined;
  help: string | undefined;
};
export function testOptions(args: string[]): {
  chosen: string[];
  check: boolean;
  jest: string[];
  help: string | undefined;
};
