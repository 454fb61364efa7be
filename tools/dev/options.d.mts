export function startOptions(args: string[]): {
  replay: 'once' | 'again' | 'no';
  clean: boolean;
  exit: boolean;
  servers: boolean;
  clock: string | undefined;
  /** Examples that do not run. */
  without: string[];
  customers: string | undefined;
  help: string | undefined;
};
export function testOptions(args: string[]): {
  chosen: string[];
  check: boolean;
  jest: string[];
  help: string | undefined;
};
