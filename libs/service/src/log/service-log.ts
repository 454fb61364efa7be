import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { DomainProblem } from '../problem/problem.js';

export type ServiceLog = Logger;

/** JSON lines on stdout. What is logged is chosen line by line; bodies, addresses and tokens never are. */
export const createLog = (
  service: string,
  level: string,
  to: DestinationStream = process.stdout,
): ServiceLog =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (level) => ({ level }) },
    },
    to,
  );

/** An error's message may hold a value of somebody; its name, code and frames cannot. */
export const logError = (log: ServiceLog, error: unknown, message: string): void =>
  log.error({ error: describeError(error) }, message);

export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(error instanceof DomainProblem && { problem: error.slug }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
    frames: frames.slice(0, 12).map((line) => line.trim()),
  };
}

type Level = 'info' | 'warn' | 'error' | 'debug' | 'trace' | 'fatal';

/** Nest's own lines. Its errors may quote a value, so of them only name, code and frames are kept. */
export function nestLogger(log: ServiceLog): LoggerService {
  const write =
    (level: Level) =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.findLast((item) => typeof item === 'string' && !item.includes('\n'));
      const failed = [message, ...rest].find((item) => item instanceof Error);
      const quiet = level === 'error' || level === 'fatal' || typeof message !== 'string';
      log[level](
        {
          ...(context !== undefined && { context }),
          ...(failed !== undefined && { error: describeError(failed) }),
        },
        quiet ? 'the framework reports an error' : message,
      );
    };
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('trace'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}
