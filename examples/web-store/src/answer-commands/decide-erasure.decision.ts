import type { RecordVerdict } from '#contracts';
import {
  fieldClassesOf,
  recordId,
  type FieldClass,
  type RecordErasure,
  type StoreRecord,
} from '../hold-records/store-record.js';

export interface ErasurePlan {
  readonly outcome: 'done' | 'retained' | 'none';
  /** What is done, record by record: only classes the store really holds. */
  readonly verdicts: readonly RecordVerdict[];
  readonly erasures: readonly RecordErasure[];
}

/**
 * What an erasure command does to the records held. With `told`, each named record keeps the classes it is told to
 * keep and loses the rest; without, everything goes but what the store's own legal duty still keeps.
 */
export function planErasure(
  held: readonly StoreRecord[],
  told: readonly RecordVerdict[] | undefined,
  today: string,
): ErasurePlan {
  const named = new Map(told?.map((verdict) => [recordId(verdict.kind, verdict.record), verdict]));
  const verdicts =
    told === undefined
      ? held.map((record) => ownVerdict(record, today))
      : held.flatMap((record) => {
          const verdict = named.get(record._id);
          return verdict === undefined ? [] : [asTold(record, verdict)];
        });
  return {
    outcome:
      verdicts.length === 0 ? 'none' : verdicts.some(({ keep }) => keep.length > 0) ? 'retained' : 'done',
    verdicts,
    erasures: verdicts
      .map(({ kind, record, erase, keep }) => ({
        id: recordId(kind, record),
        classes: erase as FieldClass[],
        whole: keep.length === 0,
      }))
      .filter(({ classes, whole }) => whole || classes.length > 0),
  };
}

/** What the store's own duty makes of a record: the voucher stays to its last day, the rest may go. */
export function ownVerdict(record: StoreRecord, today: string): RecordVerdict {
  const duty = record.voucher;
  const keepsVoucher = duty !== undefined && duty.until >= today && record.fields.voucher !== undefined;
  return {
    kind: record.kind,
    record: record.record,
    erase: fieldClassesOf(record).filter((name) => !(keepsVoucher && name === 'voucher')),
    keep: keepsVoucher ? [{ fieldClass: 'voucher', ...duty }] : [],
  };
}

function asTold(record: StoreRecord, told: RecordVerdict): RecordVerdict {
  const classes = fieldClassesOf(record);
  const keep = told.keep.filter(({ fieldClass }) => classes.includes(fieldClass as FieldClass));
  return {
    kind: record.kind,
    record: record.record,
    erase: classes.filter((name) => !keep.some(({ fieldClass }) => fieldClass === name)),
    keep,
  };
}
