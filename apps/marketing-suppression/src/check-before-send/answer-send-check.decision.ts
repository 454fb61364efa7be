import { type Decision, type Policy, scopeOf, sendCheck, type SendQuestion, type WorkRole } from '#policy';
import {
  ADDRESS_KNOWN,
  ROLE_STATED,
  type AddressFact,
  type PartyFact,
  type WorkRoleFact,
} from '../address-fact.js';
import type { ConsentFact } from '../choice-fact.js';
import type { SuppressionFact } from '../prohibition.js';
import { prohibitionsInForce } from '../prohibitions-in-force.decision.js';
import { existingCustomer } from './existing-customer.decision.js';
import { standingConsents } from './standing-consents.decision.js';

/** Everything known of one address: by its own hashes, and of every party that has it. */
export interface KnownOfAddress {
  readonly hashes: ReadonlySet<string>;
  readonly suppression: readonly SuppressionFact[];
  readonly consents: readonly ConsentFact[];
  readonly parties: readonly PartyFact[];
}

export interface Moments {
  readonly now: string;
  /** Up to when consents and withdrawals are known; prohibitions are this service's own and known at once. */
  readonly asOf: string;
}

export function answerSendCheck(
  policy: Policy,
  question: Omit<SendQuestion, 'at'>,
  known: KnownOfAddress,
  { now, asOf }: Moments,
  versions: readonly Policy[] = [policy],
): Decision {
  const addresses = known.parties.filter((fact) => fact.type === ADDRESS_KNOWN);
  const roles = known.parties.filter((fact) => fact.type === ROLE_STATED);
  const kind = subjectKindOf(addresses);
  const capacity = capacityOf(addresses, known.hashes);
  const customer = existingCustomer(addresses, known.hashes);
  const role = workRoleOf(roles);
  const inForce = prohibitionsInForce(known.suppression);
  return sendCheck(
    policy,
    { ...question, at: now },
    {
      prohibitions: inForce.map(({ suppression, scope, at }) => ({
        id: suppression,
        scope: scopeOf(scope),
        since: at,
      })),
      consents: standingConsents(known.consents, question.channel),
      ...(kind !== undefined && { subjectKind: kind }),
      ...(capacity !== undefined && { capacity }),
      ...(customer !== undefined && { existingCustomer: customer }),
      ...(role !== undefined && { workRole: role }),
      asOf,
      now,
    },
    versions,
  );
}

/** Where those who share an address are of different kinds, the stricter rule holds for it. */
function subjectKindOf(facts: readonly AddressFact[]): string | undefined {
  const kinds = new Set(facts.flatMap(({ subjectKind }) => subjectKind ?? []));
  return kinds.size > 1 ? 'consumer' : [...kinds][0];
}

/** Only what was told of this address; told differently, it is taken to be somebody's own. */
function capacityOf(
  facts: readonly AddressFact[],
  hashes: ReadonlySet<string>,
): AddressFact['capacity'] | undefined {
  const told = facts.filter(({ addresses }) => addresses.some(({ hash }) => hashes.has(hash)));
  const capacities = new Set(told.flatMap(({ capacity }) => capacity ?? []));
  return capacities.size > 1 ? 'private' : [...capacities][0];
}

function workRoleOf(facts: readonly WorkRoleFact[]): WorkRole | undefined {
  const latest = facts
    .toSorted((a, b) => (a.at === b.at ? Number(a.ended) - Number(b.ended) : a.at < b.at ? -1 : 1))
    .at(-1);
  return latest?.ended === true ? { endedOn: latest.on } : undefined;
}
