import { Catch, type Type, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import { EventPattern } from '@nestjs/microservices';
import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { throwError, type Observable } from 'rxjs';
import type { Outcome, Received } from './outcome.js';

export interface OnEventsOptions {
  /** The most events the handler wants at once; the transport's batch size where left out. */
  readonly batch?: number;
}

/** What the transport finds beside each of Nest's handlers. */
export interface HandlerExtras {
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

/**
 * The method takes batches of these types and says for each event, in order, what became of it. Nothing else binds a type
 * to the service: its queue follows from its contract.
 */
export function OnEvents(types: readonly string[], options: OnEventsOptions = {}) {
  return <H extends BatchHandler>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    EventPattern<string[]>([...types], { group: Symbol(String(key)), ...options })(target, key, descriptor);
    UseFilters(LeaveToTransport)(target, key, descriptor);
  };
}

/** The types that the methods of these classes take. */
export function typesTakenBy(handlers: readonly Type<unknown>[]): readonly string[] {
  const scanner = new MetadataScanner();
  return handlers.flatMap(({ prototype }) =>
    scanner
      .getAllMethodNames(prototype as object)
      .flatMap((name) => patternsOf((prototype as Readonly<Record<string, object>>)[name]!)),
  );
}

const patternsOf = (method: object): readonly string[] =>
  (Reflect.getMetadata(PATTERN_METADATA, method) ?? []) as readonly string[];
