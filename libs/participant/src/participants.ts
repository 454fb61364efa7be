import type { Registered } from './registered.js';

/** Who answers commands: our own services always, and the stores that are registered. */
export interface Participants {
  readonly all: readonly string[];
  readonly services: readonly string[];
  readonly stores: readonly string[];
}

export const participantsOf = (
  services: readonly string[],
  { stores }: Pick<Registered, 'stores'>,
): Participants => ({ all: [...services, ...stores], services, stores });

/** Who may hold something of a party of this source: our own services, and the store itself, registered or not. */
export const holdersOf = (
  { services }: Pick<Participants, 'services'>,
  source: string,
): readonly string[] => [...new Set([...services, source])];
