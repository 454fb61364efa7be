import type { FactoryProvider } from '@nestjs/common';
import type { Connection } from 'mongoose';
import type { Registry } from 'prom-client';
import type { LedgerKey } from '#ledger';
import { type FactCollection, type Journal, LedgerSealer, LedgerStore, loadLedgerKey } from '#storage';
import type { ServiceConfig } from '../config/read-config.js';
import { LedgerJob } from '../ledger/ledger-job.js';
import type { ServiceLog } from '../log/service-log.js';
import * as token from '../tokens.js';
import { made } from './made.js';

/** What makes the facts tamper-evident. */
export const ledgerProviders = (service: string): FactoryProvider[] => [
  made(token.LEDGER_KEY, [token.CONFIG], ({ ledgerKeyFile }: ServiceConfig) => loadLedgerKey(ledgerKeyFile)),
  made(token.LEDGER_STORE, [token.CONNECTION], (connection: Connection) => new LedgerStore(connection)),
  made(
    token.LEDGER,
    [
      token.FACTS,
      token.LEDGER_STORE,
      token.LEDGER_KEY,
      token.JOURNAL,
      token.LOG,
      token.METRICS,
      token.CONFIG,
    ],
    (
      facts: FactCollection,
      store: LedgerStore,
      key: LedgerKey,
      journal: Journal,
      log: ServiceLog,
      metrics: Registry,
      { ledgerEveryMs }: ServiceConfig,
    ) => {
      const sealer = new LedgerSealer({ service, facts, store, key, journal });
      return new LedgerJob(sealer, store, log, metrics, ledgerEveryMs);
    },
  ),
];
