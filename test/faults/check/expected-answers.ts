import type { Decision, Policy } from '#policy';
import { civilDateOf, policyAt } from '#policy';
import type { HashKeys } from '#storage';
import { decideForParty } from '../../../apps/consent/src/decide-processing/decide-for-party.decision.js';
import { answerSendCheck } from '../../../apps/marketing-suppression/src/check-before-send/answer-send-check.decision.js';
import { type PartyClocks, partyClocks } from '../../../apps/retention/src/party-clocks.decision.js';
import { canonical } from '../../harness/end-state.js';
import { PRODUCT_GROUP } from '../load/people.js';
import type { Person } from '../load/person.js';
import type { TrueFacts } from './true-facts.js';

export const QUESTIONS = [
  { purpose: 'direct-marketing', category: 'contact', channel: 'email' },
  { purpose: 'direct-marketing', category: 'contact', channel: 'post' },
  { purpose: 'profiling', category: 'relationship' },
  { purpose: 'service-delivery', category: 'contact', channel: 'email' },
  { purpose: 'accounting', category: 'relationship' },
];

export const sendQuestionOf = ({ email }: Person): object => ({
  address: { kind: 'email', value: email },
  channel: 'email',
  purpose: 'direct-marketing',
  productGroup: PRODUCT_GROUP,
});

/** What a decision says, without what differs by who asks when: allowed or not, and why. */
export const saying = ({ allowed, because }: Pick<Decision, 'allowed' | 'because'>): string =>
  `${allowed ? 'allowed' : 'denied'}: ${because.map(({ element, reason }) => `${element} ${reason}`).join(', ')}`;

/** What the three services must answer about a person, by the same pure folds and the true history. */
export class ExpectedAnswers {
  constructor(
    private readonly policies: readonly Policy[],
    private readonly keys: HashKeys,
  ) {}

  decisions({ directory, choices, suppressionFollowed }: TrueFacts): readonly string[] {
    const now = new Date().toISOString();
    const facts = [...directory, ...choices, ...suppressionFollowed];
    return QUESTIONS.map((question) =>
      saying(
        decideForParty(this.policy(now), { ...question, at: now }, facts, { now, asOf: now }, this.policies),
      ),
    );
  }

  sendCheck({ email }: Person, { addresses, suppression, choicesFollowed }: TrueFacts): string {
    const now = new Date().toISOString();
    const question = { channel: 'email', purpose: 'direct-marketing', productGroup: PRODUCT_GROUP };
    const hashes = new Set(this.keys.addressHashes('email', email).map(({ hash }) => hash));
    const ofPerson = [...addresses, ...choicesFollowed, ...suppression];
    const parties = new Map(addresses.map(({ party }) => [party, ofPerson] as const));
    // Echoes say each prohibition for the address too, and outlive the erasure of the person.
    const address = { kind: 'email' as const, ...this.keys.addressHash('email', email) };
    const ofAddress = suppression.map((fact) =>
      fact.type === 'suppression.added' ? { ...fact, address } : fact,
    );
    const known = { hashes, ofAddress, parties };
    const moment = { now, asOf: now };
    return saying(answerSendCheck(this.policy(now), question, known, moment, this.policies).decision);
  }

  clocks({ inventory }: TrueFacts): string {
    const now = new Date().toISOString();
    return clocksSaid(partyClocks(this.policy(now), inventory, civilDateOf(now)));
  }

  private policy(now: string): Policy {
    return policyAt(this.policies, civilDateOf(now));
  }
}

/** Of an answer about clocks what does not depend on who asks. */
export function clocksSaid({ relationship, records, dueOn }: Partial<PartyClocks>): string {
  const bare = records?.map((record) => ({ ...record, keptAgainstErasure: undefined }));
  return canonical({ relationship, records: bare, dueOn });
}
