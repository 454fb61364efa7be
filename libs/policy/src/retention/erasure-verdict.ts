import { because, elementOf } from '../model/because.js';
import type { CivilDate } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { holdsCovering } from './holds.js';
import type { ClockContext, FieldVerdict, RetainedRecord } from './record.js';
import { longestFirst } from './span.js';

/**
 * What a person's erasure request does to a record, field class by field class (Art. 17).
 *
 * Only what outranks erasure under Art. 17(3), or may do so, and a contract still being carried out, keeps a field; no
 * retention rule, restriction or open request does.
 */
export function erasureVerdict(
  policy: Policy,
  record: RetainedRecord,
  today: CivilDate,
  context: ClockContext = {},
): FieldVerdict[] {
  return record.fieldClasses.map((fieldClass): FieldVerdict => {
    const [hold] = holdsCovering(policy, record, fieldClass, context)
      .filter(
        ({ outranksErasure, lastDay }) =>
          outranksErasure !== undefined && (lastDay === null || lastDay >= today),
      )
      .sort(longestFirst);
    if (record.contractOpen !== undefined && (hold === undefined || hold.lastDay !== null)) {
      return keptForContract(policy, fieldClass, record.contractOpen.order);
    }
    if (hold === undefined) {
      return {
        fieldClass,
        verdict: 'erase',
        because: because(elementOf(policy, 'right.erase'), 'nothing-outranks-erasure'),
      };
    }
    const kept: FieldVerdict = {
      fieldClass,
      verdict: 'keep',
      provision: [hold.because.provision, hold.outranksErasure].filter(Boolean).join('; '),
      because: hold.because,
    };
    return hold.lastDay === null ? kept : { ...kept, until: hold.lastDay };
  });
}

/** Art. 17(1)(a) is not met while the order is being carried out: the data is still necessary for it. */
function keptForContract(policy: Policy, fieldClass: string, order: string): FieldVerdict {
  const provision = 'GDPR Art. 6(1)(b), 17(1)(a)';
  return {
    fieldClass,
    verdict: 'keep',
    provision,
    because: because(elementOf(policy, 'basis.contract'), 'contract-open', order, provision),
  };
}
