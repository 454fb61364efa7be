import { noticeGaps } from './notice-gaps.js';
import { readNotice } from './read-notice.js';

/** Prints what is missing, a line each; whether nothing is. */
export function checkNotice(version: string, isCarriedOut: (id: string) => boolean): boolean {
  const gaps = noticeGaps(readNotice(version, isCarriedOut));
  for (const gap of gaps) console.error(gap);
  return gaps.length === 0;
}
