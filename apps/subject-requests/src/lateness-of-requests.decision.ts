import { type CivilDate, dayNumberOf } from '#policy';

export interface OpenRequest {
  readonly legalDue: CivilDate;
  /** Machine time of intake. */
  readonly takenAtMs: number;
  readonly waitingFor: readonly string[];
}

export interface Lateness {
  /** Calendar days to the nearest statutory deadline: 0 on its last day, below 0 when it has passed. */
  readonly daysLeft?: number;
  readonly overdue: number;
  /** Seconds, by participant, since the oldest request was taken in that waits for them. */
  readonly waitingSeconds: Readonly<Record<string, number>>;
}

/** How near the open requests are to the last day by law (GDPR Art. 12(3)), and whom they wait for. */
export function latenessOf(open: readonly OpenRequest[], today: CivilDate, nowMs: number): Lateness {
  const days = open.map(({ legalDue }) => dayNumberOf(legalDue) - dayNumberOf(today));
  const waitingSeconds: Record<string, number> = {};
  for (const { waitingFor, takenAtMs } of open) {
    const seconds = Math.max(0, (nowMs - takenAtMs) / 1000);
    for (const participant of waitingFor)
      waitingSeconds[participant] = Math.max(waitingSeconds[participant] ?? 0, seconds);
  }
  return {
    ...(days.length > 0 && { daysLeft: Math.min(...days) }),
    overdue: days.filter((left) => left < 0).length,
    waitingSeconds,
  };
}
