import { PolicyPublished, RequestClosed, RequestOpened } from '#contracts';
import { FollowPoliciesHandler, type ServiceDescription } from '#service';
import { AcceptStoreEventsController } from './accept-store-events/accept-store-events.controller.js';
import { RetentionParticipant } from './answer-commands/retention-participant.js';
import { ClockProgress } from './clock-progress.js';
import { ConfirmErasuresHandler } from './confirm-erasures/confirm-erasures.handler.js';
import { EraseInventory } from './erase-inventory.store.js';
import { FollowRequestsHandler } from './follow-requests/follow-requests.handler.js';
import { ForgetRecords } from './forget-records.store.js';
import { IndexPartiesJob } from './index-parties.job.js';
import { ListDueController } from './list-due/list-due.controller.js';
import { OpenErasures } from './open-erasures.store.js';
import { PartyFactsStore } from './party-facts.store.js';
import { PartyIndexStore } from './party-index.store.js';
import { ShowClocksController } from './show-clocks/show-clocks.controller.js';
import { ShowSummaryController } from './show-summary/show-summary.controller.js';
import { SimulatePolicyController } from './simulate-policy/simulate-policy.controller.js';
import { SweepDueRecordsController } from './sweep-due-records/sweep-due-records.controller.js';
import { SweepDueRecordsJob } from './sweep-due-records/sweep-due-records.job.js';
import { TakeInStoreEventsHandler } from './take-in-store-events/take-in-store-events.handler.js';
import { retentionFacts } from './facts.schema.js';
import { parties } from './party.schema.js';

export const retentionService: ServiceDescription<'retention'> = {
  name: 'retention',
  roles: ['store', 'desk'],
  follows: [
    { of: 'subject-requests', types: [RequestOpened.type, RequestClosed.type] },
    { of: 'consent', types: [PolicyPublished.type] },
  ],
  parksUnrouted: true,
  collections: [retentionFacts, parties],
  participant: RetentionParticipant,
  handlers: [FollowPoliciesHandler, ConfirmErasuresHandler, FollowRequestsHandler, TakeInStoreEventsHandler],
  controllers: [
    AcceptStoreEventsController,
    ListDueController,
    ShowClocksController,
    ShowSummaryController,
    SimulatePolicyController,
    SweepDueRecordsController,
  ],
  providers: [
    EraseInventory,
    ForgetRecords,
    IndexPartiesJob,
    OpenErasures,
    PartyFactsStore,
    PartyIndexStore,
    SweepDueRecordsJob,
  ],
  gauges: [ClockProgress],
};
