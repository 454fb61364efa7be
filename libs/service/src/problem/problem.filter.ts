import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError, type Observable } from 'rxjs';
import { logError, type ServiceLog } from '../log/service-log.js';
import type { Problem } from './problem.js';
import { toDomainProblem } from './to-domain-problem.js';

/** Every error of every route, and Fastify's own, becomes problem details. Nothing of an unforeseen error is told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: ServiceLog) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    // A message handler's error goes back to our own transport as it is: it bisects, retries or parks.
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = toDomainProblem(error);
    if (answer.status >= 500) {
      logError(
        this.log,
        error,
        `${request.method} ${request.routeOptions?.url ?? 'no route'} answered ${answer.status}`,
      );
    }
    sendProblem(reply, answer.toProblem(), answer.headers);
  }
}

export function sendProblem(
  reply: FastifyReply,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (reply.sent) return;
  void reply
    .code(problem.status)
    .headers({ ...headers, 'cache-control': 'no-store' })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
