import { Controller, Inject, type Type } from '@nestjs/common';
import { type Command, COMMAND_TYPES } from '#contracts';
import {
  done,
  OnEvents,
  type Outcome,
  park,
  type Publisher,
  type Received,
  retry,
  routeOf,
} from '#messaging';
import {
  answerCommand,
  isOwnCommand,
  type ParticipantPort,
  type Refusal,
  type Reply,
  repliesTo,
} from '#participant';
import { isTransient } from '#storage';
import { logError, type ServiceLog } from '../log/service-log.js';
import { classOf } from '../not-computable/compute-each.js';
import { NotComputable } from '../not-computable/not-computable.js';
import { LOG, PUBLISHER } from '../tokens.js';

const AT_ONCE = 25;

/** Answers what is asked of a holder of personal data, for the service whose port this is. */
export function answerCommandsBy(service: string, port: Type<ParticipantPort>): Type<unknown> {
  @Controller()
  class AnswerCommandsHandler {
    constructor(
      @Inject(port) private readonly participant: ParticipantPort,
      @Inject(PUBLISHER) private readonly publisher: Publisher,
      @Inject(LOG) private readonly log: ServiceLog,
      private readonly notComputable: NotComputable,
    ) {}

    @OnEvents(COMMAND_TYPES, { batch: AT_ONCE })
    answer(batch: Received<Command>[]): Promise<Outcome[]> {
      return Promise.all(batch.map((received) => this.answerOne(received)));
    }

    /** One is done only when the broker has the whole reply. */
    private async answerOne({ event }: Received<Command>): Promise<Outcome> {
      if (!isOwnCommand(event)) return park('command-of-another');
      const { type, data, traceparent } = event;
      const reply = await this.replyTo(type, data);
      if (typeof reply === 'string') return park(reply);
      const pages = repliesTo(service, data, reply, new Date().toISOString());
      const outcomes = await this.publisher.publish(
        pages.map((page) => ({
          ...routeOf(page),
          event: traceparent === undefined ? page : { ...page, traceparent },
        })),
      );
      return outcomes.every((outcome) => outcome === 'confirmed') ? done : retry('reply-not-confirmed');
    }

    /** Done means done: what cannot be computed has failed, may be asked again, and holds no other command up. */
    private async replyTo(type: string, command: Command): Promise<Reply | Refusal> {
      const what = `command ${command.command}`;
      try {
        const reply = await answerCommand(this.participant, service, type, command);
        this.notComputable.clear(what);
        return reply;
      } catch (error) {
        if (isTransient(error)) throw error;
        logError(this.log, error, 'a command cannot be carried out');
        this.notComputable.note(what, classOf(error));
        return { outcome: 'failed', failure: 'not-computable' };
      }
    }
  }
  return AnswerCommandsHandler;
}
