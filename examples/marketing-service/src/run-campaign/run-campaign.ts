import type { SendCheck, SuppressionClient } from './suppression-client.js';

export interface CampaignResult {
  readonly recipients: number;
  readonly allowed: number;
  readonly denied: number;
  readonly allowedBecause: Readonly<Record<string, number>>;
  readonly deniedBecause: Readonly<Record<string, number>>;
  readonly optedOut: { readonly byLink: number; readonly byPhone: number };
  /** Checks after the opt-out that said yes all the same; must be none. */
  readonly stillAllowed: number;
  readonly afterOptOutBecause: Readonly<Record<string, number>>;
  /** Checks that got no answer; nobody is written to without one. */
  readonly unanswered: number;
}

export type CampaignClient = Pick<SuppressionClient, 'check' | 'unsubscribe' | 'prohibit'>;

const AT_ONCE = 8;

/** Asks before each message, as a sender must; then a few of the recipients opt out and are asked about again. */
export async function runCampaign(
  client: CampaignClient,
  recipients: readonly string[],
  productGroup: string,
  optOuts: number,
): Promise<CampaignResult> {
  const first = await checkAll(client, recipients, productGroup);
  const allowed = first.filter(({ check }) => check?.allowed === true);
  const leaving = evenly(allowed, optOuts);
  const byLink = leaving.filter(({ check }, index) => index % 2 === 0 && check?.unsubscribeUrl !== undefined);
  const byPhone = leaving.filter((one) => !byLink.includes(one));
  await Promise.all([
    ...byLink.map(({ check }) => client.unsubscribe(check?.unsubscribeUrl ?? '')),
    ...byPhone.map(({ email }) => client.prohibit(email)),
  ]);
  const again = await checkAll(
    client,
    leaving.map(({ email }) => email),
    productGroup,
  );
  return {
    recipients: recipients.length,
    allowed: allowed.length,
    denied: answered(first).length - allowed.length,
    allowedBecause: countReasons(answered(first).filter((check) => check.allowed)),
    deniedBecause: countReasons(answered(first).filter((check) => !check.allowed)),
    optedOut: { byLink: byLink.length, byPhone: byPhone.length },
    stillAllowed: answered(again).filter((check) => check.allowed).length,
    afterOptOutBecause: countReasons(answered(again)),
    unanswered: first.length - answered(first).length + again.length - answered(again).length,
  };
}

/** So many of the list, spread over all of it. */
export const evenly = <T>(list: readonly T[], wanted: number): T[] => {
  const count = Math.min(wanted, list.length);
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)] as T);
};

const answered = (checks: readonly Checked[]): SendCheck[] => checks.flatMap(({ check }) => check ?? []);

interface Checked {
  readonly email: string;
  readonly check?: SendCheck;
}

async function checkAll(
  client: CampaignClient,
  emails: readonly string[],
  productGroup: string,
): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  const queue = emails.entries();
  const worker = async (): Promise<void> => {
    for (const [index, email] of queue) {
      const check = await client.check(email, productGroup).catch(() => undefined);
      checked[index] = { email, ...(check !== undefined && { check }) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return checked;
}

function countReasons(checks: readonly SendCheck[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of checks) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
