import { PolicyPublished } from '#contracts';
import { FollowPoliciesHandler, type ServiceDescription } from '#service';
import { RequestsParticipant } from './answer-commands/requests-participant.js';
import { EmptyPackagesJob } from './empty-packages/empty-packages.job.js';
import { FollowRepliesHandler } from './follow-replies/follow-replies.handler.js';
import { HandOutPackageController } from './hand-out-package/hand-out-package.controller.js';
import { OpenRequestController } from './open-request/open-request.controller.js';
import { RemindParticipantsJob } from './remind-participants.job.js';
import { RequestFileStore } from './request-file.store.js';
import { RequestGauges } from './request-gauges.js';
import { ShowRequestController } from './show-request/show-request.controller.js';
import { ShowSummaryController } from './show-summary/show-summary.controller.js';
import { StepCommands } from './step-commands.js';
import { requestFacts } from './facts.schema.js';

export const subjectRequestsService: ServiceDescription<'subject-requests'> = {
  name: 'subject-requests',
  roles: ['desk'],
  follows: [{ of: 'consent', types: [PolicyPublished.type] }],
  forgets: true,
  collections: [requestFacts],
  participant: RequestsParticipant,
  handlers: [FollowPoliciesHandler, FollowRepliesHandler],
  controllers: [
    HandOutPackageController,
    OpenRequestController,
    ShowRequestController,
    ShowSummaryController,
  ],
  providers: [EmptyPackagesJob, RemindParticipantsJob, RequestFileStore, StepCommands],
  gauges: [RequestGauges],
};
