export { answerCommand, type Refusal } from './answer-command.js';
export { commandIdFor, isCommandOf, occasionOf } from './command-ids.js';
export { type PlanKeeper, planOnce } from './once.js';
export type { Erased, ParticipantPort } from './participant.port.js';
export { holdersOf, type Participants, participantsOf } from './participants.js';
export { EXAMPLES, readRegistered, type Registered } from './registered.js';
export { isOwnCommand, isOwnReply, repliesTo, type Reply, routingKeyOfReply } from './replies.js';
export { keepsSome, outcomeOfErasure, recordVerdict } from './verdicts.js';
