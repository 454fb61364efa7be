import type { RecordVerdict } from '#contracts';
import { recordVerdict } from '#participant';
import { civilDateOf, type ConsentFact, erasureVerdict, type Policy } from '#policy';

/** What Art. 7(1) and 17(3)(e) keep of one consent once its person is erased: the proof that it was given. */
export function proofVerdict(policy: Policy, consent: ConsentFact, today: string): RecordVerdict {
  const record = {
    id: consent.id,
    kind: 'consent',
    category: 'permissions',
    on: civilDateOf(consent.grantedAt),
    fieldClasses: ['permissions'],
  } as const;
  const consentEndedOn = consent.withdrawnAt === undefined ? today : civilDateOf(consent.withdrawnAt);
  const fields = erasureVerdict(policy, record, today, { consentEndedOn });
  return recordVerdict({ record: consent.id, kind: 'consent' }, fields, 'GDPR Art. 17(3)(e)');
}
