import type { Because, CivilDate } from '../model/elements.js';

/** Either why not, or what it rests on and the last day on which it does. */
export type Grounds =
  | { readonly lacking: Because }
  | { readonly restsOn: Because; readonly until?: CivilDate };
