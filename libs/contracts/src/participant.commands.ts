import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsEndOn, IsInstant, IsListOf, IsOneOf, IsOwnId, IsPolicyWord, IsShortText } from './fields.js';
import { PartyId } from './party.js';
import { defineContracts } from './registry.js';

/** Names say nothing here but their form: who takes part is each installation's own. */
export const PARTICIPANT_NAME = /^[a-z][a-z0-9-]{1,39}$/;

const IsParticipant = (): PropertyDecorator =>
  Matches(PARTICIPANT_NAME, { message: 'must be the name of a participant such as web-store' });

export const REQUESTERS = ['retention', 'subject-requests'] as const;
export type Requester = (typeof REQUESTERS)[number];

class ParticipantCommand {
  /** One id per (record, rule or request, occasion): repeated delivery, one effect. */
  @IsOwnId() command!: string;
  @IsParticipant() participant!: string;
  @IsOneOf(REQUESTERS) replyTo!: Requester;
  /** Everyone the person is at this source; a cluster has several. */
  @IsListOf(() => PartyId) @ArrayMaxSize(100) parties!: readonly PartyId[];
}

/** Give out what you hold about these parties (Art. 15). */
export class CollectRequested extends ParticipantCommand {
  static readonly type = 'participant.collect.v1';
}

/** Say which records you hold and what the law makes of each, without their contents. */
export class ListRecordsRequested extends ParticipantCommand {
  static readonly type = 'participant.list-records.v1';
}

export const RECORD_KINDS = [
  'customer',
  'order',
  'invoice',
  'credit-note',
  'payment',
  'refund',
  'warranty',
  'claim',
  'feedback',
  'contact-log',
  'usage',
  'survey',
  'account',
  'consent',
  'prohibition',
  'request',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** What stays of a record: which field class, by which provision, until which day (the last one kept; absent while open). */
export class KeptFields {
  @IsPolicyWord() fieldClass!: string;
  @IsString() @MaxLength(300) provision!: string;
  @IsOptional() @IsEndOn() until?: string;
}

/** What is to become of one record. Field classes named in neither list are unknown to the sender and go as well. */
export class RecordVerdict {
  @IsOwnId() record!: string;
  @IsOneOf(RECORD_KINDS) kind!: RecordKind;
  @IsArray() @IsString({ each: true }) erase!: readonly string[];
  @IsListOf(() => KeptFields) keep!: readonly KeptFields[];
}

/**
 * Erase. With `records`, just those by their verdicts; without, everything held about the parties
 * that the participant's own legal duty does not keep.
 */
export class EraseRequested extends ParticipantCommand {
  static readonly type = 'participant.erase.v1';
  /**
   * When it was ordered: what the person did later is not part of it, however late the command comes or is repeated.
   * Absent from senders of before this field: then the moment of carrying it out for the first time counts.
   */
  @IsOptional() @IsInstant() actsUpTo?: string;
  /** Without `records`: some record of the party stays at its holder, because a law keeps it. */
  @IsOptional() @IsBoolean() lawKeeps?: boolean;
  @IsOptional() @IsListOf(() => RecordVerdict) @ArrayMaxSize(10_000) records?: readonly RecordVerdict[];
}

/** Every command there is. One more asks for its branch wherever commands are carried out. */
const COMMANDS = [CollectRequested, ListRecordsRequested, EraseRequested] as const;
type CommandClass = (typeof COMMANDS)[number];
export type CommandType = CommandClass['type'];
export type Command = InstanceType<CommandClass>;
/** The command of one type. */
export type CommandOf<T extends CommandType> = InstanceType<Extract<CommandClass, { readonly type: T }>>;
export const COMMAND_TYPES: readonly CommandType[] = COMMANDS.map(({ type }) => type);

export const REPLY_OUTCOMES = ['done', 'retained', 'none', 'failed'] as const;
export type ReplyOutcome = (typeof REPLY_OUTCOMES)[number];

export const PROVENANCES = ['provided', 'observed', 'inferred'] as const;
export type Provenance = (typeof PROVENANCES)[number];

/** One item of an access reply. `values` is personal data: never logged, sealed where stored. */
export class CollectedItem {
  @IsOwnId() record!: string;
  @IsOneOf(RECORD_KINDS) kind!: RecordKind;
  @IsPolicyWord() category!: string;
  @IsShortText() source!: string;
  @IsOneOf(PROVENANCES) provenance!: Provenance;
  @IsListOf(() => CollectedValue) values!: readonly CollectedValue[];
}

export class CollectedValue {
  @IsPolicyWord() field!: string;
  @IsString() @MaxLength(4000) value!: string;
}

/** A participant's answer. `failed` may be tried again; the others are final for this command. */
export class ParticipantReplied {
  static readonly type = 'participant.replied.v1';
  @IsOwnId() command!: string;
  @IsParticipant() participant!: string;
  @IsOneOf(REQUESTERS) replyTo!: Requester;
  @IsOneOf(REPLY_OUTCOMES) outcome!: ReplyOutcome;
  @IsOptional() @IsListOf(() => CollectedItem) items?: readonly CollectedItem[];
  @IsOptional() @IsListOf(() => RecordVerdict) verdicts?: readonly RecordVerdict[];
  /** Pages of a long answer: this one's number, from 1, and how many there are. */
  @IsOptional() @IsInt() @Min(1) @Max(10_000) page?: number;
  @IsOptional() @IsInt() @Min(1) @Max(10_000) pages?: number;
  /** Why it failed, in words without personal data. */
  @IsOptional() @Matches(/^[a-z][a-z0-9-]{0,79}$/) failure?: string;
}

export const participantContracts = defineContracts('participant', [...COMMANDS, ParticipantReplied]);
