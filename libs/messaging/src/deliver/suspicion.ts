/**
 * A message the broker has handed out again and again may be what kills this process: the batch around it shrinks
 * until it stands alone, so that its neighbours are done and acknowledged before its turn comes.
 */
export function batchSizeUnderSuspicion(deliveryCount: number, full: number): number {
  if (deliveryCount < 2) return full;
  return Math.max(1, Math.floor(full / 2 ** Math.min(deliveryCount, 30)));
}

/** Handed out this often and first in line after a start: it is taken for what ended the processes before this one. */
export const KILLER_DELIVERIES = 20;
