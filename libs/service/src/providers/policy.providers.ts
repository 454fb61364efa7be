import type { FactoryProvider } from '@nestjs/common';
import type { Officer } from '#policy';
import type { FactCollection, FactLog } from '#storage';
import type { ServiceConfig } from '../config/read-config.js';
import type { ServiceLog } from '../log/service-log.js';
import { loadPolicies } from '../policies/load-policies.js';
import { NoticeShelf } from '../policies/notice-shelf.js';
import { loadOfficers } from '../policies/officers.js';
import { PolicyBook } from '../policies/policy-book.js';
import { PolicyWatch } from '../policies/policy-watch.js';
import type { PublishedPolicyFact } from '../policies/published-policy.js';
import * as token from '../tokens.js';
import { made } from './made.js';

/** The versions there are, and those who may sign new ones. */
export const policyProviders: readonly FactoryProvider[] = [
  made(
    token.POLICY_BOOK,
    [token.CONFIG, token.FACTS],
    async ({ policyDir }: ServiceConfig, facts: FactCollection<PublishedPolicyFact>) => {
      const book = new PolicyBook([...(await loadPolicies(policyDir))], facts);
      await book.refresh();
      return book;
    },
  ),
  made(
    token.NOTICE_SHELF,
    [token.CONFIG, token.FACTS],
    ({ policyDir }: ServiceConfig, facts: FactCollection<PublishedPolicyFact>) =>
      new NoticeShelf(policyDir, facts),
  ),
  made(token.POLICIES, [token.POLICY_BOOK], ({ policies }: PolicyBook) => policies),
  made(token.OFFICERS, [token.CONFIG], ({ officersFile }: ServiceConfig) => loadOfficers(officersFile)),
  made(
    token.POLICY_WATCH,
    [token.POLICY_BOOK, token.FACT_LOG, token.OFFICERS, token.LOG],
    (
      book: PolicyBook,
      factLog: FactLog<PublishedPolicyFact>,
      officers: readonly Officer[],
      log: ServiceLog,
    ) => new PolicyWatch(book, factLog, officers, log),
  ),
];
