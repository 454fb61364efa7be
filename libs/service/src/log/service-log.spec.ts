import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { problem } from '../problem/problem.js';
import { createLog, describeError, logError, nestLogger } from './service-log.js';

function captured(): { log: ReturnType<typeof createLog>; text: () => string } {
  const lines: string[] = [];
  const to = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  return { log: createLog('consent', 'trace', to), text: () => lines.join('') };
}

const personal = (): Error => {
  const cause = Object.assign(new Error('E11000 dup key: { email: "anna@example.com" }'), { code: 11000 });
  return new TypeError('no consent of Anna Virtanen\n  of anna@example.com', { cause });
};

describe('A log line holds no personal data, whatever an error says', () => {
  it('keeps name, code and frames of an error, and of what caused it', () => {
    const { log, text } = captured();
    logError(log, personal(), 'could not fold');
    expect(JSON.parse(text())).toMatchObject({
      level: 'error',
      service: 'consent',
      message: 'could not fold',
      error: { name: 'TypeError', frames: expect.any(Array), cause: { name: 'Error', code: 11000 } },
    });
    expect(text()).not.toMatch(/Anna|anna@|E11000/);
  });

  it.each<[string, (logger: ReturnType<typeof nestLogger>) => void]>([
    ['an error', (logger) => logger.error(personal(), 'SomeContext')],
    [
      'the words and the stack of one',
      (logger) => logger.error(personal().message, personal().stack, 'SomeContext'),
    ],
    ['an object', (logger) => logger.log({ email: 'anna@example.com' }, 'SomeContext')],
  ])('lets nothing of %s through that the framework logs', (_name, write) => {
    const { log, text } = captured();
    write(nestLogger(log));
    expect(JSON.parse(text())).toMatchObject({ context: 'SomeContext' });
    expect(text()).not.toMatch(/Anna|anna@/);
  });

  it('names our own problems by their slug, and things that are no errors by their type', () => {
    expect(describeError(problem(409, 'already-closed', 'This request is closed'))).toMatchObject({
      name: 'DomainProblem',
      problem: 'already-closed',
    });
    expect(describeError('anna@example.com')).toEqual({ name: 'string' });
  });
});
