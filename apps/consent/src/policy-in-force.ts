import { policyAt, type CivilDate, type Policy } from '#policy';
import { invalidField } from '#service';

/** The version in force on the day, or a problem with the field that named the moment. */
export function policyInForce(policies: readonly Policy[], on: CivilDate, field: string): Policy {
  if (policies.every(({ validFrom }) => validFrom > on))
    throw invalidField(field, 'lies before the first policy');
  return policyAt(policies, on);
}
