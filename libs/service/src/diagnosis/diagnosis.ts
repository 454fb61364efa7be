import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { BROKER_BYTES } from '#contracts';
import { type BrokerConnection, takesMessageOf } from '#messaging';
import { type Officer, type Policy, policyAt } from '#policy';
import {
  type DatabaseRights,
  erasuresMissing,
  type HashKeys,
  indexDrift,
  type MigrationState,
  migrationState,
  readErasures,
  registeredErasures,
  rightsBeyond,
} from '#storage';
import type { Clock } from '../clock/clock.js';
import type { ServiceConfig } from '../config/read-config.js';
import { serviceRights } from '../database/database-rights.js';
import { indexesOf, migrationsOf, type ServiceDatabase } from '../database/service-database.js';
import {
  BROKER,
  CLOCK,
  CONFIG,
  CONNECTION,
  DATABASE,
  HASH_KEYS,
  KEYS_CONNECTION,
  OFFICERS,
  POLICIES,
} from '../tokens.js';

/** What a service tells of itself for `seloste doctor`: no secret, no address, nothing about a person. */
export interface Diagnosis {
  readonly service: string;
  /** Machine time, ISO. */
  readonly now: string;
  readonly profile: string;
  readonly clockPinned: boolean;
  /** Of what all services must have alike: equal where the values are, and telling nothing of them. */
  readonly alike: Readonly<
    Record<'issuer' | 'officers' | 'policies' | 'hash keys' | 'who takes part', string>
  >;
  readonly policies: readonly string[];
  readonly inForce: string;
  readonly hashKids: readonly string[];
  /** Variables that name a file of keys which any user of the machine can read. */
  readonly openFiles: readonly string[];
  readonly indexes: readonly string[];
  readonly migrations: MigrationState;
  /** In words: files of the erasure ledger that were written and are not there as they were. */
  readonly erasuresMissing: readonly string[];
  readonly databases: Readonly<Record<'mongodb' | 'keys', DatabaseRights>>;
  /** Only where it was asked for: whether the broker takes one byte more than it should. */
  readonly takesTooLarge?: boolean;
}

@Injectable()
export class Diagnoser {
  constructor(
    @Inject(CONFIG) private readonly config: ServiceConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(OFFICERS) private readonly officers: readonly Officer[],
    @Inject(HASH_KEYS) private readonly hashKeys: HashKeys,
    @Inject(CONNECTION) private readonly facts: Connection,
    @Inject(KEYS_CONNECTION) private readonly keys: Connection,
    @Inject(DATABASE) private readonly database: ServiceDatabase,
    @Inject(BROKER) private readonly broker: BrokerConnection,
  ) {}

  async diagnose(probe: boolean): Promise<Diagnosis> {
    const { name, profile, clock: pinned, erasureLedgerDir } = this.config;
    const indexes = indexesOf(this.database);
    const rights = serviceRights(this.database, { data: this.facts.name, keys: this.keys.name });
    const [mongodb, keys, ofFacts, ofKeys, migrations, openFiles, missing] = await Promise.all([
      rightsBeyond(this.facts, rights),
      rightsBeyond(this.keys, rights),
      indexDrift(this.facts, indexes.data),
      indexDrift(this.keys, indexes.keys),
      migrationState(this.facts, migrationsOf(this.database)),
      this.openFiles(),
      this.erasuresMissing(erasureLedgerDir, name),
    ]);
    return {
      service: name,
      now: new Date().toISOString(),
      profile,
      clockPinned: pinned !== undefined,
      alike: this.alike(),
      policies: this.policies.map(({ version }) => version),
      inForce: policyAt(this.policies, this.clock.today()).version,
      hashKids: [...this.hashKeys.fingerprints().keys()],
      openFiles,
      indexes: [...ofFacts, ...ofKeys],
      migrations,
      erasuresMissing: missing,
      databases: { mongodb, keys },
      ...(probe && { takesTooLarge: await takesMessageOf(BROKER_BYTES + 1, name, this.broker.publishing) }),
    };
  }

  private async erasuresMissing(folder: string, name: string): Promise<readonly string[]> {
    const registered = await registeredErasures(this.facts);
    return readErasures(folder, name).then(
      (files) => erasuresMissing(registered, files),
      (error: unknown) => [error instanceof Error ? error.message : String(error)],
    );
  }

  private alike(): Diagnosis['alike'] {
    const { jwtIssuer, jwtAudience, jwtAlgorithms, registered } = this.config;
    const { stores, marketingServices } = registered;
    return {
      issuer: fingerprint([jwtIssuer, jwtAudience, jwtAlgorithms.toSorted()]),
      officers: fingerprint(this.officers.map(({ name, publicKey }) => `${name} ${publicKey}`).toSorted()),
      policies: fingerprint(this.policies),
      'hash keys': fingerprint([
        ...[...this.hashKeys.fingerprints()].map(([kid, print]) => `${kid} ${print}`).toSorted(),
        this.hashKeys.partiesKid,
      ]),
      'who takes part': fingerprint([stores.toSorted(), marketingServices.toSorted()]),
    };
  }

  private async openFiles(): Promise<readonly string[]> {
    const { masterKeyFile, hashKeysFile, linkKeysFile } = this.config;
    const files = {
      MASTER_KEY_FILE: masterKeyFile,
      HASH_KEYS_FILE: hashKeysFile,
      LINK_KEYS_FILE: linkKeysFile,
    };
    const open = await Promise.all(
      Object.entries(files).map(async ([variable, file]) =>
        file !== undefined && (await isOpen(file)) ? [variable] : [],
      ),
    );
    return open.flat();
  }
}

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

/** A closed folder keeps others out, whatever the file says. */
async function isOpen(file: string): Promise<boolean> {
  const [{ mode }, folder] = await Promise.all([stat(file), stat(dirname(file))]);
  return (mode & OTHERS_READ) !== 0 && (folder.mode & OTHERS_ENTER) !== 0;
}

const fingerprint = (of: unknown): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 12);
