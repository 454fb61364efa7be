import { Worker } from 'node:worker_threads';
import type { WatchedLoop } from './event-loop.worker.js';

const LOOKS = 40;

/**
 * Ends the process once its event loop has stood still for so long: from a thread of its own, since in the loop nothing
 * runs any more. 0: never.
 */
export function watchEventLoop(service: string, mostMs: number): void {
  if (mostMs === 0) return;
  const everyMs = Math.max(20, Math.min(500, mostMs / LOOKS));
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), everyMs / 2).unref();
  const workerData: WatchedLoop = { service, beats, everyMs, mostMs };
  const watching = new Worker(new URL('./event-loop.worker.js', import.meta.url), {
    workerData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  watching.unref();
}
