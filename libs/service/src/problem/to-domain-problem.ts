import { HttpException } from '@nestjs/common';
import { isTransient } from '#storage';
import { DomainProblem, problem, unavailable } from './problem.js';

const titles: Readonly<Record<number, readonly [slug: string, title: string]>> = {
  400: ['malformed-request', 'The request could not be read'],
  401: ['not-authenticated', 'A valid access token is needed'],
  403: ['not-allowed', 'This role may not do this'],
  404: ['not-found', 'There is nothing here'],
  405: ['method-not-allowed', 'This method is not known here'],
  408: ['request-timeout', 'The request took too long to arrive'],
  409: ['conflict', 'This contradicts what is recorded'],
  413: ['body-too-large', 'The body is larger than what is taken here'],
  414: ['address-too-long', 'The address is too long'],
  415: ['unsupported-media-type', 'The body must be JSON'],
  422: ['invalid-request', 'The request has fields that are not valid'],
  429: ['too-many-requests', 'Too many requests'],
  431: ['headers-too-large', 'The header fields are too large'],
  503: ['unavailable', 'The service is not available at the moment'],
};

/** What the caller is told about an error. Messages of others may hold values, so only their status is used. */
export function toDomainProblem(error: unknown): DomainProblem {
  if (error instanceof DomainProblem) return error;
  if (isTransient(error)) return unavailable('The database');
  const status = statusOf(error);
  const known = titles[status];
  if (status === 503) return unavailable('The service');
  if (known === undefined)
    return problem(500, 'internal-error', 'Something went wrong here, not with the request');
  const [slug, title] = known;
  return problem(status, slug, title, status === 400 ? [{ field: '', reason: reasonOf(error) }] : undefined);
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null) return 500;
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  const fromFastify = typeof code === 'string' && code.startsWith('FST_');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return statusCode;
  return fromFastify && typeof statusCode === 'number' ? statusCode : 500;
}

function reasonOf(error: unknown): string {
  // Nest wraps what Fastify throws.
  const { code } = (error instanceof HttpException ? (error.cause ?? {}) : error) as { code?: unknown };
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return 'must not be empty';
  if (code === 'FST_ERR_CTP_INVALID_CONTENT_LENGTH') return 'has another length than Content-Length says';
  if (code === 'FST_ERR_BAD_URL') return 'has an address that cannot be decoded';
  return 'must be well-formed JSON';
}
