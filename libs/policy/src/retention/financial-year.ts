import { lengthOfMonth } from '../calendar/civil-date.js';
import type { CivilDate } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import type { RetainedRecord } from './record.js';

/** Last day of the financial year a date lies in. */
export function financialYearEndOf(policy: Pick<Policy, 'financialYear'>, date: CivilDate): CivilDate {
  const { endsOn } = policy.financialYear;
  const year = Number(date.slice(0, 4));
  const end = endIn(year, endsOn);
  return date <= end ? end : endIn(year + 1, endsOn);
}

function endIn(year: number, monthAndDay: string): CivilDate {
  const month = Number(monthAndDay.slice(0, 2));
  const day = Math.min(Number(monthAndDay.slice(3)), lengthOfMonth(year, month));
  return `${String(year).padStart(4, '0')}-${monthAndDay.slice(0, 2)}-${String(day).padStart(2, '0')}`;
}

function yearEndOf(date: CivilDate): CivilDate {
  return `${date.slice(0, 4)}-12-31`;
}

/** The day that places a record in a financial year. */
function invoicedOn(record: Pick<RetainedRecord, 'on' | 'invoicedOn'>): CivilDate {
  return record.invoicedOn ?? record.on;
}

type YearEnd = (policy: Policy, record: Pick<RetainedRecord, 'on' | 'invoicedOn'>) => CivilDate;

/** The days that years of accounting and tax end on, for rules and holds alike. */
export const yearEnds = {
  'financial-year-end': (policy, record) => financialYearEndOf(policy, invoicedOn(record)),
  'calendar-year-of-financial-year-end': (policy, record) =>
    yearEndOf(financialYearEndOf(policy, invoicedOn(record))),
  'transaction-year-end': (_policy, { on }) => yearEndOf(on),
} as const satisfies Readonly<Record<string, YearEnd>>;
