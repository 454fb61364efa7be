import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { standing } from './standing.decision.js';

export interface WatchedLoop {
  readonly service: string;
  readonly beats: Int32Array;
  readonly everyMs: number;
  readonly mostMs: number;
}

const { service, beats, everyMs, mostMs } = workerData as WatchedLoop;
let seen = { beat: Atomics.load(beats, 0), forMs: 0 };
let lookedAt = performance.now();
setInterval(() => {
  const now = performance.now();
  seen = standing(seen, Atomics.load(beats, 0), now - lookedAt, everyMs);
  lookedAt = now;
  if (seen.forMs < mostMs) return;
  const message = 'the event loop stands still, so the process ends';
  const line = { level: 'fatal', time: new Date().toISOString(), service, forMs: seen.forMs, message };
  // The log would need the loop that stands. Killed, since nothing else ends it, and no core of it is left with data in.
  try {
    writeSync(1, `${JSON.stringify(line)}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}, everyMs);
