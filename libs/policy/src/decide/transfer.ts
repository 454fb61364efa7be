import { earliest, within } from '../calendar/civil-date.js';
import { asLawAllows } from '../law/lawful-mechanism.js';
import { because } from '../model/because.js';
import type { CivilDate, Mechanism, Transfer } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import type { Grounds } from './grounds.js';

/** Data that goes to a country, and what the one who gets it can show for it. */
export interface TransferQuestion {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** `mechanism` is a name in the policy. */
  readonly transfer?: Transfer;
  readonly on: CivilDate;
  /** Id of the recipient, where it is one of the policy's. */
  readonly recipient?: string;
}

/**
 * GDPR Art. 44–46: outside the EEA a mechanism must be valid on the date, by the policy and by the law, and met by the
 * one who gets the data.
 */
export function transferOf(policy: Policy, question: TransferQuestion): Grounds {
  const { country, transfer, on, recipient } = question;
  if (policy.eeaCountries.has(country)) return { restsOn: because(policy.eea, 'within-the-eea', recipient) };
  const declared = transfer === undefined ? undefined : policy.byName.mechanisms.get(transfer.mechanism);
  if (declared === undefined)
    return { lacking: because(policy.eea, 'transfer-without-mechanism', recipient, policy.eea.reference) };
  const mechanism = asLawAllows(declared);
  const failing = failureOf(mechanism, country, transfer, on);
  if (failing !== undefined) return { lacking: because(mechanism, failing, recipient, mechanism.reference) };
  return {
    restsOn: because(mechanism, 'transfer-mechanism-valid', recipient, mechanism.reference),
    until: untilOf(mechanism, transfer),
  };
}

function failureOf(
  mechanism: Mechanism,
  country: string,
  transfer: Transfer | undefined,
  on: CivilDate,
): string | undefined {
  if (mechanism.countries?.includes(country) === false) return 'transfer-mechanism-not-for-country';
  if (!within(on, mechanism)) return 'transfer-mechanism-not-valid';
  if (mechanism.needs === 'assessment' && transfer?.assessment === undefined) return 'transfer-not-assessed';
  if (mechanism.needs !== 'certification') return undefined;
  const certified = { validFrom: transfer?.certifiedFrom, validTo: transfer?.certifiedTo };
  return within(on, certified) ? undefined : 'recipient-not-certified';
}

function untilOf({ validTo, needs }: Mechanism, transfer: Transfer | undefined): CivilDate | undefined {
  return earliest(validTo, needs === 'certification' ? transfer?.certifiedTo : undefined);
}
