import { IsArray, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** Which element of the policy and which statements determined an outcome; travels in events, audit records and answers. */
export class BecauseData {
  @IsString() @MaxLength(100) element!: string;
  @IsArray() @IsString({ each: true }) statements!: readonly string[];
  @Matches(/^[a-z][a-z0-9-]{0,79}$/) reason!: string;
  @IsOptional() @IsString() @MaxLength(200) fact?: string;
  @IsOptional() @IsString() @MaxLength(300) provision?: string;
}
