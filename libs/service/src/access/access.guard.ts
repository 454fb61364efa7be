import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { DomainProblem, problem, unavailable } from '../problem/problem.js';
import {
  ALLOWED_ROLES,
  PUBLIC_ROUTE,
  ROLES,
  setPrincipal,
  SOURCE_PLACE,
  type CountedBy,
  type Principal,
  type Role,
} from './principal.js';
import type { RequestLimits } from './request-limits.js';
import { sourcesNamed, type SourcePlace } from './sources-named.decision.js';
import { VerifiedTokens } from './verified-tokens.js';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
}

const CLOCK_TOLERANCE_S = 30;
/** RFC 9068, and what issuers wrote before it; a logout token or a proof of possession is none. */
const ACCESS_TOKEN = /^(application\/)?(at\+)?jwt$/i;
const SUBJECT = /^[\x21-\x7e]{1,200}$/;
const SOURCE = /^[a-z][a-z0-9-]{1,39}$/;

/** Default deny: a route answers only the roles it names, or everyone where it says so. */
export class AccessGuard implements CanActivate {
  private readonly reflector = new Reflector();
  private readonly tokens: VerifiedTokens;

  constructor(
    keys: JWTVerifyGetKey,
    { issuer, audience, algorithms }: TokenRules,
    private readonly limits: RequestLimits,
    private readonly stores: readonly string[],
  ) {
    const rules = {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'sub'],
    };
    const verify = async (token: string): Promise<JWTPayload> => {
      const { payload, protectedHeader } = await jwtVerify(token, keys, rules);
      const { typ } = protectedHeader;
      if (typ !== undefined && !ACCESS_TOKEN.test(typ)) throw notAuthenticated('error="invalid_token"');
      return payload;
    };
    this.tokens = new VerifiedTokens(verify, CLOCK_TOLERANCE_S);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const target = [context.getHandler(), context.getClass()];
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const countedBy = this.reflector.getAllAndOverride<CountedBy | undefined>(PUBLIC_ROUTE, target);
    if (countedBy !== undefined) {
      if (countedBy !== 'nothing') await this.limits[countedBy](request);
      return true;
    }
    const principal = await this.known(request);
    setPrincipal(request, principal);
    await this.limits.caller(request);
    const allowed =
      this.reflector.getAllAndOverride<readonly Role[] | undefined>(ALLOWED_ROLES, target) ?? [];
    if (!allowed.includes(principal.role)) throw problem(403, 'not-allowed', 'This role may not do this');
    if (principal.role === 'store') {
      const place = this.reflector.getAllAndOverride<SourcePlace | undefined>(SOURCE_PLACE, target);
      this.reachesItsOwn(principal, request.body, place);
    }
    return true;
  }

  /** The one place that holds a store to its own customers. */
  private reachesItsOwn({ source }: Principal, body: unknown, place: SourcePlace | undefined): void {
    if (source === undefined || !this.stores.includes(source))
      throw problem(403, 'store-not-registered', 'This token speaks for no store that takes part');
    if (place === undefined) throw problem(403, 'not-allowed', 'This role may not do this');
    const { foreign, absent } = sourcesNamed(body, place, source);
    if (foreign.length > 0)
      throw problem(403, 'foreign-source', 'A store reaches its own customers only', foreign);
    if (absent !== undefined)
      throw problem(422, 'invalid-request', 'The request has fields that are not valid', [absent]);
  }

  /** Only who has no valid token is counted by address, and only after it was read: nobody can lock others out. */
  private async known(request: FastifyRequest): Promise<Principal> {
    try {
      return await this.identify(request.headers.authorization);
    } catch (error) {
      if (error instanceof DomainProblem && error.status === 401) await this.limits.address(request);
      throw error;
    }
  }

  private async identify(authorization: string | undefined): Promise<Principal> {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw notAuthenticated();
    try {
      return principalFrom(await this.tokens.read(token));
    } catch (error) {
      if (error instanceof DomainProblem) throw error;
      if (error instanceof errors.JOSEError) throw notAuthenticated('error="invalid_token"');
      throw unavailable('The token issuer');
    }
  }
}

function principalFrom(payload: JWTPayload): Principal {
  const { sub: subject, role, source } = payload;
  // jose checks that there is one, and not of what kind.
  if (typeof subject !== 'string' || !SUBJECT.test(subject)) throw notAuthenticated('error="invalid_token"');
  const known = ROLES.find((name) => name === role);
  if (known === undefined)
    throw problem(403, 'not-allowed', 'The access token names no role that is known here');
  if (source === undefined) return { role: known, subject };
  if (typeof source !== 'string' || !SOURCE.test(source)) throw notAuthenticated('error="invalid_token"');
  return { role: known, subject, source };
}

const notAuthenticated = (parameters = ''): DomainProblem =>
  new DomainProblem(401, 'not-authenticated', 'A valid access token is needed', undefined, {
    'www-authenticate': `Bearer realm="seloste"${parameters && `, ${parameters}`}`,
  });
