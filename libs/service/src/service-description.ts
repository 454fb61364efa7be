import type { Provider, Type } from '@nestjs/common';
import type { ParticipantPort } from '#participant';
import type { LinkReader } from './access/link-reader.js';
import type { Role } from './access/principal.js';
import type { OptionalVariable } from './config/read-config.js';
import type { ServiceDatabase } from './database/service-database.js';
import { type ServiceAtBroker, typesTakenBy } from '#messaging';
import { answerCommandsBy } from './participant/answer-commands.handler.js';

export interface Followed {
  readonly of: string;
  /** The events it keeps; its handlers take them. */
  readonly types: readonly string[];
  /** It answers from them: what it answers is as current as what it has of these. */
  readonly freshness?: true;
}

/** A service as it describes itself, in one file of its own: `apps/<name>/src/<name>.service.ts`. */
export interface ServiceDescription<Name extends string = string> extends ServiceDatabase {
  readonly name: Name;
  /** Whose access tokens open any of its routes, beside those that every service has. */
  readonly roles: readonly Role[];
  /** Whose facts it keeps a copy of, under the publisher's own numbers: `seloste verify` finds a lost one. */
  readonly follows: readonly Followed[];
  /** It takes whole facts away in time; whoever keeps a copy keeps no more than that they were. */
  readonly forgets?: true;
  /** It parks what no queue is bound for; one service of the installation does. */
  readonly parksUnrouted?: true;
  /** Variables it cannot do without that other services do not have. */
  readonly needs?: readonly OptionalVariable[];
  /** Who tells links of data subjects from what is none; a provider of its own. Asked for where a route is `@Public('link')`. */
  readonly links?: Type<LinkReader>;
  /** What somebody means who asks for this address; for those that people copy and mail programs bend. */
  readonly addressMeant?: (address: string) => string;
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

export const freshnessOf = ({ follows }: Pick<ServiceDescription, 'follows'>): readonly Followed[] =>
  follows.filter(({ freshness }) => freshness === true);

/** All that takes something from the broker for it. */
export const handlersOf = ({
  name,
  handlers,
  participant,
}: Pick<ServiceDescription, 'name' | 'handlers' | 'participant'>): readonly Type<unknown>[] =>
  participant === undefined ? handlers : [...handlers, answerCommandsBy(name, participant)];

/** What the topology needs to know of it. */
export function atBroker(service: ServiceDescription): ServiceAtBroker {
  const { name, parksUnrouted } = service;
  return {
    name,
    takes: typesTakenBy(handlersOf(service)),
    counts: freshnessOf(service).flatMap(({ types }) => types),
    ...(parksUnrouted !== undefined && { parksUnrouted }),
  };
}
