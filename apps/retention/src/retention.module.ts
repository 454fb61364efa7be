import { Module } from '@nestjs/common';
import { ServiceModule } from '#service';
import { retentionDatabase } from './retention.database.js';
import { AcceptStoreEventsController } from './accept-store-events/accept-store-events.controller.js';
import { AnswerCommandsHandler } from './answer-commands/answer-commands.handler.js';
import { ClockProgress } from './clock-progress.js';
import { ConfirmErasuresHandler } from './confirm-erasures/confirm-erasures.handler.js';
import { EraseInventory } from './erase-inventory.store.js';
import { FollowRequestsHandler } from './follow-requests/follow-requests.handler.js';
import { ForgetRecords } from './forget-records.store.js';
import { IndexPartiesJob } from './index-parties.job.js';
import { ListDueController } from './list-due/list-due.controller.js';
import { PartyFactsStore } from './party-facts.store.js';
import { OpenErasures } from './open-erasures.store.js';
import { PartyIndexStore } from './party-index.store.js';
import { ShowClocksController } from './show-clocks/show-clocks.controller.js';
import { ShowSummaryController } from './show-summary/show-summary.controller.js';
import { SimulatePolicyController } from './simulate-policy/simulate-policy.controller.js';
import { SweepDueRecordsController } from './sweep-due-records/sweep-due-records.controller.js';
import { SweepDueRecordsJob } from './sweep-due-records/sweep-due-records.job.js';
import { TakeInStoreEventsHandler } from './take-in-store-events/take-in-store-events.handler.js';

@Module({
  imports: [ServiceModule.forRoot(retentionDatabase)],
  controllers: [
    AcceptStoreEventsController,
    AnswerCommandsHandler,
    ConfirmErasuresHandler,
    FollowRequestsHandler,
    ListDueController,
    ShowClocksController,
    ShowSummaryController,
    SimulatePolicyController,
    SweepDueRecordsController,
    TakeInStoreEventsHandler,
  ],
  providers: [
    ClockProgress,
    EraseInventory,
    ForgetRecords,
    IndexPartiesJob,
    OpenErasures,
    PartyFactsStore,
    PartyIndexStore,
    SweepDueRecordsJob,
  ],
})
export class RetentionModule {}
