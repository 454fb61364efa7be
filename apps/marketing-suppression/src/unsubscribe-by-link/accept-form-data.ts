import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from '#service';

const A_FORM = 'application/x-www-form-urlencoded';
const FORMS = [A_FORM, 'multipart/form-data'];

/**
 * RFC 8058 §3.2: mailbox providers POST the one click as either kind of form, and some programs as anything else. The link
 * alone is the act, so nothing of a body is looked at there. No other address takes a form: a body sent without its type
 * is one by curl, and would come back as a field's name.
 */
@Injectable()
export class AcceptFormData implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (isOneClick(request)) request.raw.headers['content-type'] = A_FORM;
      done();
    });
    fastify.addContentTypeParser(FORMS, (request, body, done) => {
      if (!isOneClick(request)) return done(mustBeJson());
      body.resume();
      done(null, {});
    });
  }
}

const isOneClick = ({ routeOptions: { url } }: FastifyRequest): boolean =>
  url?.startsWith('/v1/unsubscribe/') === true;

const mustBeJson = (): Error => problem(415, 'unsupported-media-type', 'The body must be JSON');
