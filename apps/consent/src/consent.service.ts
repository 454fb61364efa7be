import { SuppressionAdded, SuppressionLifted } from '#contracts';
import { type ServiceDescription } from '#service';
import { ConsentParticipant } from './answer-commands/consent-participant.js';
import { DecideProcessingController } from './decide-processing/decide-processing.controller.js';
import { DecisionTally } from './decision-tally.js';
import { DirectoryWriter } from './directory-writer.js';
import { FindPartyController } from './find-party/find-party.controller.js';
import { FollowSuppressionsHandler } from './follow-suppressions/follow-suppressions.handler.js';
import { GrantConsentController } from './grant-consent/grant-consent.controller.js';
import { KeepDirectoryHandler } from './keep-directory/keep-directory.handler.js';
import { OpenContractBasisHandler } from './open-contract-basis/open-contract-basis.handler.js';
import { PartyErasure } from './answer-commands/party-erasure.js';
import { PartyFactsStore } from './party-facts.store.js';
import { PartyHoldings } from './answer-commands/party-holdings.js';
import { PublishPolicyController } from './publish-policy/publish-policy.controller.js';
import { ShowNoticeController } from './show-notice/show-notice.controller.js';
import { ShowSummaryController } from './show-summary/show-summary.controller.js';
import { SimulatePolicyController } from './simulate-policy/simulate-policy.controller.js';
import { WithdrawConsentController } from './withdraw-consent/withdraw-consent.controller.js';
import { consentFacts } from './facts.schema.js';

export const consentService: ServiceDescription<'consent'> = {
  name: 'consent',
  roles: ['store', 'marketing', 'desk'],
  follows: [
    { of: 'marketing-suppression', types: [SuppressionAdded.type, SuppressionLifted.type], freshness: true },
  ],
  collections: [consentFacts],
  participant: ConsentParticipant,
  handlers: [FollowSuppressionsHandler, KeepDirectoryHandler, OpenContractBasisHandler],
  controllers: [
    DecideProcessingController,
    FindPartyController,
    GrantConsentController,
    PublishPolicyController,
    ShowNoticeController,
    ShowSummaryController,
    SimulatePolicyController,
    WithdrawConsentController,
  ],
  providers: [PartyFactsStore, DirectoryWriter, PartyErasure, PartyHoldings],
  gauges: [DecisionTally],
};
