import { type Outcome, park, type Received, retry } from '#messaging';
import type { Stray } from '#participant';

/** For a person to look at. A primary of a moment ago may not have the command yet: that one is looked for twice. */
export const setAsideStray = (stray: Stray, { redelivered }: Received): Outcome =>
  stray === 'reply-to-no-command' && !redelivered ? retry(stray) : park(stray);
