import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ALLOWED_ROLES, PUBLIC_ROUTE } from '../../libs/service/src/access/principal.js';
import { methodsOf } from './controllers-of.js';

type Responses = Readonly<Record<string, { responses?: object } | undefined>>;

/** `POST /v1/consents  desk, store → 201, default`, or `public, counted by address` in the place of the roles. */
export function routeLines(app: INestApplicationContext, { paths }: OpenAPIObject): readonly string[] {
  return methodsOf(app).flatMap(({ controller, method }) => {
    const own = Reflect.getMetadata(PATH_METADATA, method) as string | undefined;
    if (own === undefined) return [];
    const above = Reflect.getMetadata(PATH_METADATA, controller) as string;
    const path = `/${[above, own].flatMap((part) => part.split('/').filter(Boolean)).join('/')}`;
    const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod];
    const described = paths[path.replaceAll(/:(\w+)/g, '{$1}')] as Responses | undefined;
    const statuses = Object.keys(described?.[verb.toLowerCase()]?.responses ?? {});
    return [`${verb} ${path}  ${whoMay(method, controller)} → ${statuses.join(', ') || 'not described'}`];
  });
}

/** What the method says goes before what its class says, as the guard has it. */
function whoMay(...targets: readonly object[]): string {
  const said = (key: string): unknown =>
    targets.map((one) => Reflect.getMetadata(key, one) as unknown).find(Boolean);
  const countedBy = said(PUBLIC_ROUTE);
  if (countedBy !== undefined) return `public, counted by ${countedBy as string}`;
  return ((said(ALLOWED_ROLES) ?? []) as readonly string[]).toSorted().join(', ') || 'nobody';
}
