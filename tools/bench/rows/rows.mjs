import { hostile } from './hostile.mjs';
import { http } from './http.mjs';
import { intake } from './intake.mjs';
import { latency, latency250 } from './latency.mjs';
import { memory } from './memory.mjs';
import { owed } from './owed.mjs';
import { policy } from './policy.mjs';
import { slow } from './slow-writes.mjs';

/** In the order in which they are measured; `againstOnly`: measured only beside another version, since there is no bare program. */
export const rows = [
  { row: policy, file: 'policy.mjs', againstOnly: true },
  { row: intake, file: 'intake.mjs' },
  { row: latency, file: 'latency.mjs' },
  { row: latency250, file: 'latency.mjs' },
  { row: owed, file: 'owed.mjs' },
  { row: http, file: 'http.mjs' },
  { row: slow, file: 'slow-writes.mjs' },
  { row: memory, file: 'memory.mjs' },
  { row: hostile, file: 'hostile.mjs' },
];
