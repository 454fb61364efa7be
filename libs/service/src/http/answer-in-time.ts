import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { throwError, timeout, type Observable } from 'rxjs';
import { unavailable } from '../problem/problem.js';

/**
 * No request waits for ever: after `withinMs` it is answered 503. What it began may still be done, and its repeat under
 * the same Idempotency-Key then hears of that.
 */
export class AnswerInTime implements NestInterceptor {
  constructor(private readonly withinMs: number) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    return next
      .handle()
      .pipe(timeout({ first: this.withinMs, with: () => throwError(() => unavailable('An answer')) }));
  }
}
