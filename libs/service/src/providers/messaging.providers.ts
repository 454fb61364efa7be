import { readFileSync } from 'node:fs';
import type { FactoryProvider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { Registry } from 'prom-client';
import {
  BrokerConnection,
  FollowedLanes,
  LaneClock,
  mayPublishAs,
  MongoFollowedLaneStore,
  MongoLaneFacts,
  MongoLaneStore,
  MongoInHand,
  MongoParkedStore,
  OwedEvents,
  Parking,
  Publisher,
  SelosteRmqServer,
  StreamJournal,
} from '#messaging';
import { countedTypesOf, OUR_SERVICES } from '#contracts';
import { participantsOf } from '#participant';
import { isPlausible } from '#policy';
import { FactCollection, FactLog, FactOutbox, type Journal, JournalSeal, type Sealer } from '#storage';
import type { ActsInFacts } from '../audit/acts-in-facts.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { type Clock, datesOf } from '../clock/clock.js';
import type { ServiceConfig } from '../config/read-config.js';
import type { ServiceLog } from '../log/service-log.js';
import { atBroker, freshnessOf, type ServiceDescription } from '../service-description.js';
import * as token from '../tokens.js';
import type { Tracing } from '../tracing/open-tracing.js';
import { made } from './made.js';

/** The broker, what is published to it and taken from it, and what could not be taken. */
export const messagingProviders = (described: ServiceDescription): FactoryProvider[] => [
  made(
    token.BROKER,
    [token.CONFIG, token.LOG],
    ({ amqpUrl: url, amqpCaFile }: ServiceConfig, log: ServiceLog) =>
      new BrokerConnection({
        url,
        name: described.name,
        log,
        ...(amqpCaFile !== undefined && { ca: readFileSync(amqpCaFile) }),
      }),
  ),
  made(token.PARTICIPANTS, [token.CONFIG], ({ registered }: ServiceConfig) =>
    participantsOf(OUR_SERVICES, registered),
  ),
  made(
    token.PUBLISHER,
    [token.BROKER, token.LOG, token.METRICS],
    (connection: BrokerConnection, log: ServiceLog, metrics: Registry) =>
      new Publisher({ connection, log, metrics }),
  ),
  made(
    token.JOURNAL,
    [token.CONFIG, token.PUBLISHER],
    async ({ journalKeyFile }: ServiceConfig, publisher: Publisher) =>
      new StreamJournal({
        service: described.name,
        seal: await JournalSeal.load(described.name, journalKeyFile),
        publisher,
      }),
  ),
  made(
    token.PARKED,
    [token.CONNECTION, token.JOURNAL],
    (connection: Connection, journal: Journal) =>
      new FactOutbox(new FactCollection(connection, { name: 'parked', journal })),
  ),
  made(
    token.PARKING,
    [token.CONNECTION, token.CONFIG, token.SEALER, token.PUBLISHER, token.OWED, token.PARKED],
    (
      connection: Connection,
      { registered }: ServiceConfig,
      sealer: Sealer,
      publisher: Publisher,
      owed: OwedEvents,
      parked: FactOutbox,
    ) =>
      new Parking({
        service: described.name,
        store: new MongoParkedStore(connection),
        sealer,
        publisher,
        maySendAs: (name) => mayPublishAs(registered, described.name, `/${name}`),
        tellJournal: (messages) => owed.settle(messages, parked),
      }),
  ),
  made(
    token.CONSUMERS,
    [
      token.BROKER,
      token.CONFIG,
      token.PARKING,
      token.METRICS,
      token.LOG,
      token.FOLLOWED_LANES,
      token.TRACING,
      token.CLOCK,
      token.CONNECTION,
    ],
    (
      connection: BrokerConnection,
      { registered }: ServiceConfig,
      parking: Parking,
      metrics: Registry,
      log: ServiceLog,
      followed: FollowedLanes,
      { tracer }: Tracing,
      clock: Clock,
      database: Connection,
    ) =>
      new SelosteRmqServer({
        service: atBroker(described),
        connection,
        registered,
        parking,
        inHand: new MongoInHand(database),
        metrics,
        log,
        followed,
        tracer,
        isPlausible: (date, meaning) => isPlausible(date, meaning, datesOf(clock)),
      }),
  ),
  made(
    token.LANES,
    [token.CONNECTION, token.PUBLISHER, token.JOURNAL, token.LOG],
    (connection: Connection, publisher: Publisher, journal: Journal, log: ServiceLog) =>
      new LaneClock({
        journal,
        service: described.name,
        types: countedTypesOf(described.name),
        store: new MongoLaneStore(connection),
        facts: new MongoLaneFacts(connection),
        publisher,
        log,
      }),
  ),
  made(
    token.FOLLOWED_LANES,
    [token.CONNECTION, token.LOG],
    (connection: Connection, log: ServiceLog) =>
      new FollowedLanes({
        follows: freshnessOf(described),
        store: new MongoFollowedLaneStore(connection),
        count: (...upTo) => new MongoLaneFacts(connection).count(...upTo),
        log,
      }),
  ),
  made(
    token.OWED,
    [
      token.FACTS,
      token.PARKED,
      token.PUBLISHER,
      token.LOG,
      token.METRICS,
      token.LANES,
      token.TRACING,
      token.AUDIT_TRAIL,
    ],
    (
      facts: FactCollection,
      parked: FactOutbox,
      publisher: Publisher,
      log: ServiceLog,
      metrics: Registry,
      lane: LaneClock,
      { tracer }: Tracing,
      trail: AuditTrail,
    ) =>
      new OwedEvents({
        facts: [new FactOutbox(facts, trail), parked],
        publisher,
        log,
        metrics,
        lane,
        tracer,
      }),
  ),
  made(
    token.FACT_LOG,
    [token.FACTS, token.OWED, token.ACTS_IN_FACTS],
    (facts: FactCollection, outbox: OwedEvents, acts: ActsInFacts) => new FactLog(facts, outbox, acts),
  ),
];
