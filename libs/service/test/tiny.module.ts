import { setTimeout as pause } from 'node:timers/promises';
import { Body, Controller, Get, Inject, Injectable, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsInstant, IsListOf, IsOneOf, IsShape, PartyId } from '#contracts';
import { currentTraceparent, done, OnEvents, park, type Outcome, type Received } from '#messaging';
import type { Fact, FactLog, HashKeys } from '#storage';
import {
  actedAt,
  Allow,
  Answer,
  answerOnce,
  Answers,
  CLOCK,
  FACT_LOG,
  HASH_KEYS,
  IdempotencyKey,
  Principal,
  Public,
  requestHashOf,
  type Clock,
  type LinkReader,
  type OnceOnly,
  type ServiceDescription,
} from '../src/index.js';

class Scope {
  @IsOneOf(['all', 'topic'])
  kind!: string;
}

class TakeNote {
  @IsShape(() => PartyId)
  party!: PartyId;

  @IsString()
  @MaxLength(40)
  text!: string;

  @IsOptional()
  @ArrayMaxSize(3)
  @IsListOf(() => Scope)
  scopes?: Scope[];

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  words?: string[];

  @IsOptional()
  @IsInstant()
  at?: string;
}

class NoteTaken {
  @IsString()
  id!: string;

  @IsString()
  on!: string;
}

class Page {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(9)
  limit?: number;
}

interface NoteFact extends Fact {
  readonly type: 'note';
  readonly requestHash: string;
  readonly text: string;
}

@Controller('v1/notes')
class NotesController {
  constructor(
    @Inject(FACT_LOG) private readonly factLog: FactLog<NoteFact>,
    @Inject(HASH_KEYS) private readonly keys: HashKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @Allow('desk', 'officer')
  @Answers(201, NoteTaken)
  take(@Body() body: TakeNote, @IdempotencyKey() once: OnceOnly): Promise<Answer<NoteTaken>> {
    const fact: NoteFact = {
      _id: once.factId,
      type: 'note',
      party: this.keys.partyRef(body.party.source, body.party.id),
      on: this.clock.today(),
      at: actedAt(this.clock, body.at).toISOString(),
      takenAt: new Date(),
      requestHash: requestHashOf(this.keys, once.body),
      text: body.text,
    };
    return answerOnce(this.factLog, once, fact, ({ _id, on }) => ({ id: _id, on }));
  }

  @Get()
  @Allow('desk')
  list(@Query() page: Page, @Principal() who: Principal): unknown {
    return { limit: page.limit ?? 5, who, traceparent: currentTraceparent() };
  }
}

@Public()
@Controller('v1/odd')
class OddController {
  @Get('boom')
  boom(): never {
    throw new Error('Anna Virtanen, anna@example.com');
  }

  @Get('links/:token')
  @Public('link')
  follow(): string {
    return 'followed';
  }

  @Get('slow')
  async slow(): Promise<{ waited: true }> {
    await pause(400);
    return { waited: true };
  }
}

/** A link of ours begins with `one`; what stands behind a dot is no part of it. */
@Injectable()
class Links implements LinkReader {
  wholeLink(written: string): string | undefined {
    return written.startsWith('one') ? written.split('.')[0] : undefined;
  }
}

@Controller()
class CustomersHandler {
  @OnEvents(['customer.registered.v1'])
  take(batch: Received[]): Promise<Outcome[]> {
    return Promise.resolve(
      batch.map(({ event }) => (event.id.startsWith('bad') ? park('not-wanted') : done)),
    );
  }
}

const described = {
  name: 'consent',
  roles: ['desk'],
  follows: [],
  providers: [Links],
  links: Links,
} as const;

export const tinyService: ServiceDescription = {
  ...described,
  handlers: [CustomersHandler],
  controllers: [NotesController, OddController],
};

@Controller('v1/forgotten')
class ForgottenController {
  @Get('door')
  door(): string {
    return 'open';
  }
}

export const forgetfulService: ServiceDescription = {
  ...described,
  handlers: [],
  controllers: [OddController, ForgottenController],
};

@Controller('v1/others')
class OthersController {
  @Get()
  @Allow('marketing')
  list(): string {
    return 'theirs';
  }
}

@Controller('v1/unbounded')
class UnboundedController {
  @Post()
  @Allow('store')
  take(): string {
    return 'anybody’s';
  }
}

export const unboundedService: ServiceDescription = {
  ...described,
  roles: ['store'],
  handlers: [],
  controllers: [UnboundedController],
};

export const strangeService: ServiceDescription = {
  ...described,
  handlers: [],
  controllers: [OthersController],
};
