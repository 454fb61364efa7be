import { Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { QueueName } from '../topology/topology.js';
import type { Outcome, Received } from './outcome.js';

export interface OnEventsOptions {
  /** The most events the handler wants at once; the transport's batch size where left out. */
  readonly batch?: number;
}

/** What the transport finds beside each of Nest's handlers. */
export interface HandlerExtras {
  readonly queue: QueueName;
  readonly type: string;
  /** The same for all types of one method, so that they come in one batch. */
  readonly group: symbol;
  readonly batch?: number;
}

type BatchHandler = (batch: Received<never>[]) => Promise<readonly Outcome[]>;

/** Hands the error to the transport as it is; Nest's own filter would log its words and hide its kind. */
@Catch()
class LeaveToTransport implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** The method takes batches of these types from this queue and says for each event, in order, what became of it. */
export function OnEvents(queue: QueueName, types: readonly string[], options: OnEventsOptions = {}) {
  return <H extends BatchHandler>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    const group = Symbol(String(key));
    const patterns = types.map((type) => handlerPattern(queue, type));
    EventPattern<string[]>(patterns, { queue, group, ...options })(target, key, descriptor);
    UseFilters(LeaveToTransport)(target, key, descriptor);
  };
}

const handlerPattern = (queue: string, type: string): string => `${queue}/${type}`;
