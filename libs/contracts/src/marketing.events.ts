import { IsOptional } from 'class-validator';
import { IsActAt, IsOwnId, IsOneOf, IsPolicyWord, IsShape, IsShortText } from './fields.js';
import { defineContracts } from './registry.js';
import { AddressHash } from './suppression.events.js';

export class MessageSent {
  static readonly type = 'message.sent.v1';
  @IsOwnId() message!: string;
  @IsShape(() => AddressHash) address!: AddressHash;
  @IsPolicyWord() channel!: string;
  @IsOptional() @IsPolicyWord() topic?: string;
  @IsActAt() sentAt!: string;
}

export class MessageBounced {
  static readonly type = 'message.bounced.v1';
  @IsOwnId() message!: string;
  @IsShape(() => AddressHash) address!: AddressHash;
  @IsOneOf(['permanent', 'temporary']) bounce!: 'permanent' | 'temporary';
  @IsActAt() bouncedAt!: string;
}

export class ComplaintReceived {
  static readonly type = 'complaint.received.v1';
  @IsOwnId() complaint!: string;
  @IsShape(() => AddressHash) address!: AddressHash;
  @IsActAt() receivedAt!: string;
}

export class InterestInferred {
  static readonly type = 'interest.inferred.v1';
  @IsOwnId() inference!: string;
  @IsShape(() => AddressHash) address!: AddressHash;
  @IsShortText() interest!: string;
  @IsActAt() inferredAt!: string;
}

export const marketingContracts = defineContracts('marketing', [
  MessageSent,
  MessageBounced,
  ComplaintReceived,
  InterestInferred,
]);
