import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { problem } from '#service';

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];

/**
 * RFC 8058 §3.2: mailbox providers POST the one click as either kind of form. Nothing in it decides anything, and no
 * other address takes one: a body sent without its type is such a form by curl, and would come back as a field's name.
 */
@Injectable()
export class AcceptFormData implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addContentTypeParser(
      FORMS,
      { parseAs: 'string', bodyLimit: 16 * 1024 },
      ({ routeOptions: { url } }, _body, done) =>
        url?.startsWith('/v1/unsubscribe/') === true ? done(null, {}) : done(mustBeJson()),
    );
  }
}

const mustBeJson = (): Error => problem(415, 'unsupported-media-type', 'The body must be JSON');
