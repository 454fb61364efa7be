import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { eventually } from '#testing';
import { RepeatedJob } from './repeated-job.js';

class FailingJob extends RepeatedJob {
  begun = 0;
  ended = 0;
  mostAtOnce = 0;

  constructor(everyMs: number, lines: string[] = []) {
    super(pino({ messageKey: 'message' }, { write: (line) => void lines.push(line) }), everyMs, 'it failed');
  }

  protected async work(): Promise<void> {
    this.begun += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.begun - this.ended);
    await pause(20);
    this.ended += 1;
    throw new Error('somebody@example.fi');
  }
}

test('a job goes on after it failed, is never done twice at once, is logged once for a while, and has ended before the service stops', async () => {
  const lines: string[] = [];
  const job = new FailingJob(1, lines);
  await job.onApplicationBootstrap();
  await eventually(() => job.begun >= 3);
  await job.onApplicationShutdown();
  const { begun } = job;
  expect(job).toMatchObject({ ended: begun, mostAtOnce: 1 });
  expect(lines).toEqual([expect.stringContaining('"message":"it failed"')]);
  expect(lines.join()).not.toContain('example.fi');
  await pause(50);
  expect(job.begun).toBe(begun);
});

test('a job that waits for its time, or never began, holds up no stop', async () => {
  const [waiting, unbegun] = [new FailingJob(60_000), new FailingJob(60_000)];
  await waiting.onApplicationBootstrap();
  await Promise.all([waiting.onApplicationShutdown(), unbegun.onApplicationShutdown()]);
  expect([waiting.begun, unbegun.begun]).toEqual([0, 0]);
});
