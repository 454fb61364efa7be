import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { parsePolicy, type Policy, policyProblems, type Simulation } from '#policy';
import { problem } from '../problem/problem.js';

/** Parties a request goes through, so that no answer takes long. */
export const MOST_PARTIES = 5_000;

/** A proposed policy to be tried on what a service holds, so many parties at a time. */
export class SimulationRequest {
  /** The proposed policy.yaml. */
  @IsString() @MaxLength(1024 * 1024) policy!: string;
  /** The `next` of an earlier answer. */
  @IsOptional() @Matches(/^[A-Za-z0-9_-]{1,200}$/) after?: string;
  @IsOptional() @IsInt() @Min(1) @Max(MOST_PARTIES) limit?: number;
}

export interface SimulationAnswer extends Simulation {
  readonly from: string;
  readonly to: string;
  readonly today: string;
  /** There is more to go through; parts are added up. */
  readonly next?: string;
}

/** Throws 422 with what is wrong in the file. */
export function proposedPolicy(text: string): Policy {
  const problems = policyProblems(text, 'policy.yaml');
  if (problems.length === 0) return parsePolicy(text, 'policy.yaml');
  const errors = problems.slice(0, 50).map(({ message: reason }) => ({ field: '/policy', reason }));
  throw problem(422, 'invalid-request', 'The request has fields that are not valid', errors);
}
