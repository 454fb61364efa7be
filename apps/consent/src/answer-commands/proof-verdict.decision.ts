import type { KeptFields, RecordVerdict } from '#contracts';
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
  const verdicts = erasureVerdict(policy, record, today, { consentEndedOn });
  const keep = verdicts
    .filter(({ verdict }) => verdict === 'keep')
    .map(({ fieldClass, provision, until }): KeptFields => ({
      fieldClass,
      provision: provision ?? 'GDPR Art. 17(3)(e)',
      ...(until !== undefined && { until }),
    }));
  const erase = verdicts.filter(({ verdict }) => verdict === 'erase').map(({ fieldClass }) => fieldClass);
  return { record: consent.id, kind: 'consent', erase, keep };
}
