import { Module } from '@nestjs/common';
import { CONFIG, ServiceModule, type ServiceConfig } from '#service';
import { marketingSuppressionDatabase } from './marketing-suppression.database.js';
import { readKeyFile } from '#storage';
import { AnswerCommandsHandler } from './answer-commands/answer-commands.handler.js';
import { HeldRecordsStore } from './answer-commands/held-records.store.js';
import { CheckBeforeSendController } from './check-before-send/check-before-send.controller.js';
import { KnownAddressesStore } from './check-before-send/known-addresses.store.js';
import { CheckTally } from './check-tally.js';
import { EchoKeeper } from './echo-keeper.js';
import { FollowConsentsHandler } from './follow-consents/follow-consents.handler.js';
import { ForgetParty } from './forget-party.js';
import { HashAddressesController } from './hash-addresses/hash-addresses.controller.js';
import { KnowAddressesHandler } from './know-addresses/know-addresses.handler.js';
import { LiftProhibitionController } from './lift-prohibition/lift-prohibition.controller.js';
import { LinkTokens } from './link-token.js';
import { PartyStore } from './party.store.js';
import { ProhibitProcessingController } from './prohibit-processing/prohibit-processing.controller.js';
import { RecordProhibition } from './record-prohibition.js';
import { ShowSummaryController } from './show-summary/show-summary.controller.js';
import { SuppressionCountsStore } from './show-summary/suppression-counts.store.js';
import { SuppressionStore } from './suppression.store.js';
import { AcceptFormData } from './unsubscribe-by-link/accept-form-data.js';
import { UnsubscribeByLink } from './unsubscribe-by-link/unsubscribe-by-link.js';
import { UnsubscribeByLinkController } from './unsubscribe-by-link/unsubscribe-by-link.controller.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

@Module({
  imports: [ServiceModule.forRoot(marketingSuppressionDatabase)],
  controllers: [
    ProhibitProcessingController,
    LiftProhibitionController,
    CheckBeforeSendController,
    UnsubscribeByLinkController,
    HashAddressesController,
    ShowSummaryController,
    KnowAddressesHandler,
    FollowConsentsHandler,
    AnswerCommandsHandler,
  ],
  providers: [
    {
      provide: LinkTokens,
      inject: [CONFIG],
      useFactory: async ({ linkKeysFile }: ServiceConfig) =>
        new LinkTokens(await readKeyFile(linkKeysFile ?? '')),
    },
    AcceptFormData,
    CheckTally,
    EchoKeeper,
    ForgetParty,
    HeldRecordsStore,
    KnownAddressesStore,
    PartyStore,
    RecordProhibition,
    SuppressionCountsStore,
    SuppressionStore,
    UnsubscribeByLink,
    UnsubscribeLinks,
  ],
})
export class MarketingSuppressionModule {}
