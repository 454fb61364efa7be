import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsISO8601,
  IsObject,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { dateMeans } from './dates-in.js';

const both =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, property) =>
    decorators.forEach((decorate) => decorate(target, property));

/** The one rule for ids, wherever they come in: what is taken in here can be asked about and erased there. */
export const OWN_ID = '[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}';

/** So many of our own facts are named in one event at most. */
export const MOST_NAMED = 1000;

/** The publisher's own id of a thing: no spaces, no `$`, never an address. */
export const IsOwnId = (): PropertyDecorator =>
  Matches(new RegExp(`^${OWN_ID}$`), {
    message: 'must be an id of 1 to 100 letters, digits or . _ : / -',
  });

/** An instant with its offset, e.g. `2026-06-30T09:12:00+03:00`. */
export const IsInstant = (): PropertyDecorator =>
  both(
    Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/, {
      message: 'must be an instant with its offset, such as 2026-06-30T09:12:00+03:00',
    }),
    IsISO8601({ strict: true }, { message: 'must be a date that exists' }),
  );

/** A civil date, `YYYY-MM-DD`, Europe/Helsinki. */
export const IsCivilDate = (): PropertyDecorator =>
  both(
    Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'must be a date such as 2026-06-30' }),
    IsISO8601({ strict: true }, { message: 'must be a date that exists' }),
  );

/** The moment of something that has happened: what cannot be true is not taken in from outside. */
export const IsActAt = (): PropertyDecorator => both(IsInstant(), dateMeans('act'));

/** The same of a day. */
export const IsActOn = (): PropertyDecorator => both(IsCivilDate(), dateMeans('act'));

/** A day that may lie years ahead. */
export const IsEndOn = (): PropertyDecorator => both(IsCivilDate(), dateMeans('end'));

/** ISO 3166-1 alpha-2, or the user-assigned `XX` where the publisher does not know. */
export const IsCountry = (): PropertyDecorator =>
  Matches(/^[A-Z]{2}$/, { message: 'must be a two-letter country code' });

export const IsShortText = (): PropertyDecorator => both(IsString(), MinLength(1), MaxLength(200));

/** A word of the policy: the id of a purpose, category, channel, field or topic. */
export const IsPolicyWord = (): PropertyDecorator =>
  Matches(/^[a-z][a-z0-9.-]{0,79}$/, { message: 'must be an id of the policy in lower case' });

/** A version of a policy, such as `company/2018-05-25`. */
export const IsPolicyVersion = (): PropertyDecorator =>
  Matches(/^[a-z0-9][a-z0-9-]{0,39}\/\d{4}-\d{2}-\d{2}$/, {
    message: 'must be a version of a policy such as company/2018-05-25',
  });

export const IsOneOf = (values: readonly string[]): PropertyDecorator => IsIn(values as string[]);

export const IsShape = (shape: () => new () => object): PropertyDecorator =>
  both(IsObject({ message: 'must be an object' }), ValidateNested(), Type(shape));

export const IsListOf = (shape: () => new () => object): PropertyDecorator =>
  both(IsArray(), ValidateNested({ each: true }), Type(shape));
