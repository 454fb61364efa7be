import { PARTICIPANT_NAME } from '#contracts';

/** Who takes part beside our own services, each under a name of its own: configuration, never code. */
export interface Registered {
  /** Publish what a store tells, hold records and answer commands. */
  readonly stores: readonly string[];
  /** Hear of choices, and tell what they sent. */
  readonly marketingServices: readonly string[];
}

/** The two of `examples/`; who takes part where nothing else is configured. */
export const EXAMPLES: Registered = { stores: ['web-store'], marketingServices: ['marketing-service'] };

/** Names that mean something else at the broker; our own services' are refused as well. */
const RESERVED = /^(restore|backup|journal|guest|admin|seloste(-.*)?)$/;

export interface RegisteredRead {
  readonly registered: Registered;
  /** One line for each wrong name. */
  readonly problems: readonly string[];
}

/**
 * `STORES` and `MARKETING_SERVICES`: names with commas between them. The examples where a variable is not set, nobody
 * where it is empty.
 */
export function readRegistered(
  env: Readonly<Record<string, string | undefined>>,
  services: readonly string[],
): RegisteredRead {
  const problems: string[] = [];
  const taken = new Set(services);
  const names = (key: string, otherwise: readonly string[]): readonly string[] => {
    const value = env[key] ?? otherwise.join(',');
    return value.split(',').flatMap((word) => {
      const name = word.trim();
      if (name === '') return [];
      const problem = problemOf(name, taken);
      if (problem !== undefined) problems.push(`${key}: ${problem}`);
      taken.add(name);
      return problem === undefined ? [name] : [];
    });
  };
  const stores = names('STORES', EXAMPLES.stores);
  const marketingServices = names('MARKETING_SERVICES', EXAMPLES.marketingServices);
  return { registered: { stores, marketingServices }, problems };
}

function problemOf(name: string, taken: ReadonlySet<string>): string | undefined {
  if (!PARTICIPANT_NAME.test(name)) return `${name} is no name: 2 to 40 small letters, digits or -`;
  if (RESERVED.test(name)) return `${name} is a name with another meaning at the broker`;
  return taken.has(name) ? `${name} is there twice, or is one of our own services` : undefined;
}
