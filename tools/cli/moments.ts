import { type CivilDate, civilDateOf, dayNumberOf } from '#policy';
import { UsageError } from './surroundings.js';

/** A parser for an option that is a date; wrong ones are refused with its name. */
export function dateFor(option: string): (text: string) => CivilDate {
  return (text) => {
    try {
      dayNumberOf(text);
      return text;
    } catch {
      throw new UsageError(`${option}: "${text}" is no date that exists, such as 2026-03-31`);
    }
  };
}

/** As `dateFor`, for a date or an instant with offset; the date is that of Helsinki. */
export function dayFor(option: string): (text: string) => CivilDate {
  return (text) => civilDateOf(instantFor(option)(text));
}

/** As `dayFor`, as an instant: a date stands for its noon, which is the same date in Helsinki. */
export function instantFor(option: string): (text: string) => string {
  return (text) => {
    if (!text.includes('T')) return `${dateIn(option, text)}T12:00:00Z`;
    try {
      civilDateOf(text);
      return text;
    } catch {
      throw wrongMoment(option, text);
    }
  };
}

function dateIn(option: string, text: string): CivilDate {
  try {
    dayNumberOf(text);
    return text;
  } catch {
    throw wrongMoment(option, text);
  }
}

function wrongMoment(option: string, text: string): UsageError {
  return new UsageError(
    `${option}: "${text}" is no date that exists and no instant with offset, such as 2026-03-31 or 2026-03-31T21:30:00Z`,
  );
}
