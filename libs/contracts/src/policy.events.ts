import { ArrayMaxSize, ArrayMinSize, IsString, Matches, MaxLength } from 'class-validator';
import { IsCivilDate, IsInstant, IsListOf, IsPolicyVersion, IsPolicyWord, IsShortText } from './fields.js';
import { defineContracts } from './registry.js';

const MOST_CHARACTERS = 1024 * 1024;

/** A file of the version's folder, as it stands. */
export class PolicyFileData {
  @Matches(/^[a-z0-9][a-z0-9._-]{0,79}(\/[a-z0-9][a-z0-9._-]{0,79})?$/, {
    message: 'must be the name of a file, such as policy.yaml or texts/fi.yaml',
  })
  name!: string;
  @IsString() @MaxLength(MOST_CHARACTERS) text!: string;
}

export class AcceptedFinding {
  @IsShortText() rule!: string;
  @IsShortText() element!: string;
  @IsShortText() by!: string;
  @IsCivilDate() expires!: string;
}

/** Ed25519, in base64. */
export const IsSignature = (): PropertyDecorator =>
  Matches(/^[A-Za-z0-9+/]{86}==$/, { message: 'must be an Ed25519 signature in base64' });

/** A version was published: it is in force from `validFrom` on, at every service that has it by then. */
export class PolicyPublished {
  static readonly type = 'policy.published.v1';
  @IsPolicyVersion() version!: string;
  @IsPolicyWord() company!: string;
  @IsCivilDate() validFrom!: string;
  /** Of the files, in hex; what the signature is for. */
  @Matches(/^[0-9a-f]{64}$/) sha256!: string;
  @IsListOf(() => PolicyFileData) @ArrayMinSize(2) @ArrayMaxSize(50) files!: readonly PolicyFileData[];
  @IsListOf(() => AcceptedFinding) @ArrayMaxSize(1000) accepted!: readonly AcceptedFinding[];
  /** The officer who signed it off, by their id in `officers.yaml`. */
  @IsShortText() signedBy!: string;
  @IsSignature() signature!: string;
  @IsInstant() publishedAt!: string;
}

export const policyContracts = defineContracts('consent', [PolicyPublished]);
