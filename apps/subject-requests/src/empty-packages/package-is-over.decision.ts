import { addPeriod, type CivilDate, type Policy } from '#policy';

/** The policy's element on the copies that access requests are answered by. */
const ACCESS_PACKAGES = 'compliance.access-package';

/** Its last day is over: counted from the day the request was answered on. Never where the policy sets no period. */
export function packageIsOver(policy: Policy, closedOn: CivilDate, today: CivilDate): boolean {
  const period = policy.compliance.find(({ id }) => id === ACCESS_PACKAGES)?.period;
  return period !== undefined && addPeriod(closedOn, period) < today;
}
