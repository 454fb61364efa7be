import 'reflect-metadata';
import type { ServiceDescription } from './service-description.js';
import { startService, type RunningService } from './start-service.js';
import { ConfigError, readConfig } from './config/read-config.js';
import { watchEventLoop } from './lifecycle/watch-event-loop.js';
import { createLog, describeError } from './log/service-log.js';

const STOP_WITHIN_MS = 10_000;

/** The whole of a service's main.ts: starts, and stops on a signal or when the process that started it is gone. */
export async function runService(service: ServiceDescription): Promise<void> {
  const log = createLog(service.name, process.env['LOG_LEVEL'] ?? 'info');
  let stopping = false;
  let running: RunningService | undefined;
  const end = (why: string, code: number): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => {
      log.error({ afterMs: STOP_WITHIN_MS }, 'not stopped in time');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    (running?.stop() ?? Promise.resolve()).then(
      () => process.exit(code),
      (error: unknown) => {
        log.error({ error: describeError(error) }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ error: describeError(error) }, event);
      end(event, 1);
    });
  }
  if (process.env['SELOSTE_PARENT'] === 'watch') {
    process.stdin
      .resume()
      .on('end', () => end('the parent is gone', 0))
      .on('error', () => end('the parent is gone', 0));
  }
  try {
    watchEventLoop(service.name, readConfig(service, process.env).stuckMs);
    running = await startService(service);
  } catch (error) {
    if (error instanceof ConfigError)
      for (const line of error.problems) process.stderr.write(`${service.name}: ${line}\n`);
    // Nothing of a person is known yet, so the words may be told, but never a password within an address.
    else log.fatal({ error: { ...describeError(error), message: wordsOf(error) } }, 'could not start');
    process.exit(1);
  }
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\/\/[^@/\s]*@/g, '//…@');
