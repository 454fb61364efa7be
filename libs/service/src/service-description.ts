import type { Provider, Type } from '@nestjs/common';
import type { ParticipantPort } from '#participant';
import type { Role } from './access/principal.js';
import type { OptionalVariable } from './config/read-config.js';
import type { ServiceDatabase } from './database/service-database.js';

/** A service as it describes itself, in one file of its own: `apps/<name>/src/<name>.service.ts`. */
export interface ServiceDescription<Name extends string = string> extends ServiceDatabase {
  readonly name: Name;
  /** Whose access tokens open any of its routes, beside those that every service has. */
  readonly roles: readonly Role[];
  /** The services whose facts it folds: its answers are as current as what it has of theirs. */
  readonly follows: readonly string[];
  /** Variables it cannot do without that other services do not have. */
  readonly needs?: readonly OptionalVariable[];
  /** Its HTTP routes. */
  readonly controllers: readonly Type<unknown>[];
  /** What answers the commands for a holder of personal data; a provider of its own. */
  readonly participant?: Type<ParticipantPort>;
  /** What it takes from the broker; their `@OnEvents` say which types. Controllers too for Nest. */
  readonly handlers: readonly Type<unknown>[];
  readonly providers: readonly Provider[];
  /** Providers that only measure. */
  readonly gauges?: readonly Provider[];
}
