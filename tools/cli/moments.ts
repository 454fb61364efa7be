import { type CivilDate, civilDateOf, instantOf, isCivilDate } from '#policy';
import { type Surroundings, UsageError } from './surroundings.js';

export const isInstant = (text: string): boolean => !Number.isNaN(instantOf(text));

export const nowOf = ({ now }: Surroundings): Date => now?.() ?? new Date();
/** In Helsinki. */
export const todayOf = (around: Surroundings): CivilDate => civilDateOf(nowOf(around));

/** A parser for an option that is a date; wrong ones are refused with its name. */
export function dateFor(option: string): (text: string) => CivilDate {
  return (text) => {
    if (isCivilDate(text)) return text;
    throw new UsageError(`${option}: "${text}" is no date that exists, such as 2026-03-31`);
  };
}

/** As `dateFor`, for a date or an instant with offset; the date is that of Helsinki. */
export function dayFor(option: string): (text: string) => CivilDate {
  return (text) => civilDateOf(instantFor(option)(text));
}

/** As `dayFor`, as an instant: a date stands for its noon, which is the same date in Helsinki. */
export function instantFor(option: string): (text: string) => string {
  return (text) => {
    if (isCivilDate(text)) return `${text}T12:00:00Z`;
    if (isInstant(text)) return text;
    throw new UsageError(
      `${option}: "${text}" is no date that exists and no instant with offset, such as 2026-03-31 or 2026-03-31T21:30:00Z`,
    );
  };
}
