import { ConsentGranted, ConsentWithdrawn, PolicyPublished } from '#contracts';
import { CONFIG, FollowPoliciesHandler, type ServiceConfig, type ServiceDescription } from '#service';
import { SuppressionParticipant } from './answer-commands/suppression-participant.js';
import { AcceptFormData } from './unsubscribe-by-link/accept-form-data.js';
import { CheckBeforeSendController } from './check-before-send/check-before-send.controller.js';
import { CheckTally } from './check-tally.js';
import { EchoFacts } from './echo-facts.js';
import { EchoKeeper } from './echo-keeper.js';
import { PeopleKeeper } from './people-keeper.js';
import { FollowConsentsHandler } from './follow-consents/follow-consents.handler.js';
import { ForgetParty } from './forget-party.js';
import { HashAddressesController } from './hash-addresses/hash-addresses.controller.js';
import { HeldRecordsStore } from './answer-commands/held-records.store.js';
import { KnowAddressesHandler } from './know-addresses/know-addresses.handler.js';
import { KnownAddressesStore } from './check-before-send/known-addresses.store.js';
import { LiftProhibitionController } from './lift-prohibition/lift-prohibition.controller.js';
import { addressOfLink } from './link-in-address.decision.js';
import { LinkTokens } from './link-token.js';
import { PartyStore } from './party.store.js';
import { ProhibitProcessingController } from './prohibit-processing/prohibit-processing.controller.js';
import { RecordProhibition } from './record-prohibition.js';
import { ShowSummaryController } from './show-summary/show-summary.controller.js';
import { SuppressionCountsStore } from './show-summary/suppression-counts.store.js';
import { SuppressionStore } from './suppression.store.js';
import { UnsubscribeByLink } from './unsubscribe-by-link/unsubscribe-by-link.js';
import { UnsubscribeByLinkController } from './unsubscribe-by-link/unsubscribe-by-link.controller.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';
import { suppressionFacts } from './facts.schema.js';
import { readKeyFile } from '#storage';

export const marketingSuppressionService: ServiceDescription<'marketing-suppression'> = {
  name: 'marketing-suppression',
  roles: ['store', 'marketing', 'desk'],
  follows: [
    {
      of: 'consent',
      types: [ConsentGranted.type, ConsentWithdrawn.type, PolicyPublished.type],
      freshness: true,
    },
  ],
  needs: ['LINK_KEYS_FILE'],
  collections: [suppressionFacts],
  participant: SuppressionParticipant,
  links: LinkTokens,
  addressMeant: addressOfLink,
  handlers: [FollowPoliciesHandler, FollowConsentsHandler, KnowAddressesHandler],
  controllers: [
    CheckBeforeSendController,
    HashAddressesController,
    LiftProhibitionController,
    ProhibitProcessingController,
    ShowSummaryController,
    UnsubscribeByLinkController,
  ],
  providers: [
    {
      provide: LinkTokens,
      inject: [CONFIG],
      useFactory: async ({ linkKeysFile }: ServiceConfig) =>
        new LinkTokens(await readKeyFile(linkKeysFile ?? '')),
    },
    AcceptFormData,
    EchoFacts,
    EchoKeeper,
    PeopleKeeper,
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
  gauges: [CheckTally],
};
