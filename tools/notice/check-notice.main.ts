import { noticeGaps } from './notice-gaps.js';
import { readNotice } from './read-notice.js';

const gaps = noticeGaps(readNotice(process.argv[2] ?? ''));
for (const gap of gaps) console.error(gap);
if (gaps.length > 0) process.exitCode = 1;
