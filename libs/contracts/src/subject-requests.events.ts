import { BecauseData } from './because.js';
import { IsInstant, IsListOf, IsOneOf, IsOwnId, IsShortText } from './fields.js';
import { defineContracts } from './registry.js';

export const REQUEST_KINDS = ['access', 'erasure'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** From now on no clock erases what the request is about: it is evidence. */
export class RequestOpened {
  static readonly type = 'request.opened.v1';
  @IsOwnId() request!: string;
  @IsShortText() party!: string;
  @IsOneOf(REQUEST_KINDS) kind!: RequestKind;
  @IsInstant() receivedAt!: string;
  @IsListOf(() => BecauseData) because!: readonly BecauseData[];
}

export class RequestClosed {
  static readonly type = 'request.closed.v1';
  @IsOwnId() request!: string;
  @IsShortText() party!: string;
  @IsOneOf(REQUEST_KINDS) kind!: RequestKind;
  @IsInstant() closedAt!: string;
  @IsOneOf(['granted', 'partly-granted', 'refused']) outcome!: 'granted' | 'partly-granted' | 'refused';
  @IsListOf(() => BecauseData) because!: readonly BecauseData[];
}

export const subjectRequestContracts = defineContracts('subject-requests', [RequestOpened, RequestClosed]);
