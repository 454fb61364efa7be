import type { KeptFields, RecordVerdict } from '#contracts';
import type { Because, CivilDate } from '#policy';
import type { PartyClocks, RecordClocks } from '../party-clocks.decision.js';

export interface DueOfParty {
  readonly verdicts: readonly RecordVerdict[];
  /** Nothing stays: the whole party is due, in every service. */
  readonly whole: boolean;
  readonly because: readonly Because[];
}

/** What of a party has no basis left on this day; nothing while a request about the party is open. */
export function dueOfParty(
  { records, openRequests }: Pick<PartyClocks, 'records' | 'openRequests'>,
  today: CivilDate,
): DueOfParty | undefined {
  if (openRequests.length > 0) return undefined;
  const due = records.map((record) => ({ record, verdict: verdictOn(record, today) }));
  const verdicts = due.map(({ verdict }) => verdict).filter(({ erase }) => erase.length > 0);
  if (verdicts.length === 0) return undefined;
  return {
    verdicts,
    whole: due.every(({ verdict }) => verdict.keep.length === 0),
    because: distinct(
      due.flatMap(({ record }) => record.clocks.filter(isDue(today)).map(({ basis }) => basis)),
    ),
  };
}

const isDue =
  (today: CivilDate) =>
  ({ dueOn }: { dueOn: CivilDate | null }): boolean =>
    dueOn !== null && dueOn <= today;

function verdictOn({ record, kind, clocks }: RecordClocks, today: CivilDate): RecordVerdict {
  const due = isDue(today);
  return {
    record,
    kind,
    erase: clocks.filter(due).map(({ fieldClass }) => fieldClass),
    keep: clocks
      .filter((clock) => !due(clock))
      .map(({ fieldClass, lastDayKept, basis }): KeptFields => ({
        fieldClass,
        provision: basis.provision ?? basis.element,
        ...(lastDayKept !== null && { until: lastDayKept }),
      })),
  };
}

function distinct(all: readonly Because[]): readonly Because[] {
  const byReason = new Map(
    all.map(({ element, statements, reason }) => [`${element} ${reason}`, { element, statements, reason }]),
  );
  return [...byReason.values()];
}
