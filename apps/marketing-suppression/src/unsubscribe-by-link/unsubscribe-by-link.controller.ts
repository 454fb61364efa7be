import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languages, policyAt, type Policy } from '#policy';
import { CLOCK, type Clock, languageFor, pagePolicy, POLICIES, problem, Public } from '#service';
import { LinkTokens } from '../link-token.js';
import { type Page, renderPage } from './render-page.js';
import { UnsubscribeByLink } from './unsubscribe-by-link.js';

/** RFC 8058, and the same link for a browser. Not a word of the request decides anything but the link itself. */
@Public('link')
@Controller('v1/unsubscribe')
export class UnsubscribeByLinkController {
  constructor(
    private readonly tokens: LinkTokens,
    private readonly unsubscribe: UnsubscribeByLink,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Mail scanners follow links: looking changes nothing. */
  @Get(':token')
  show(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const grant = this.tokens.read(token);
    if (grant === undefined) return this.page(request, reply, 404, this.unknown());
    this.page(request, reply, 200, { kind: 'ask', scope: grant.scope.kind });
  }

  @Post(':token')
  @HttpCode(200)
  async prohibit(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const grant = this.tokens.read(token);
    const reader = (request.headers.accept ?? '').includes('text/html');
    if (grant === undefined) {
      if (reader) return this.page(request, reply, 404, this.unknown());
      throw problem(
        404,
        'unknown-link',
        `This link cannot stop messages; write to ${this.contact()} instead`,
      );
    }
    const answer = await this.unsubscribe.unsubscribe(grant);
    if (reader) return this.page(request, reply, 200, { kind: 'done', scope: grant.scope.kind });
    void reply.code(200).send(answer);
  }

  private page(request: FastifyRequest, reply: FastifyReply, status: number, page: Page): void {
    const language = languageFor(request.headers['accept-language'], languages);
    const html = renderPage(language, page);
    void reply
      .code(status)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-language': language,
        vary: 'accept-language',
        'content-security-policy': pagePolicy(html, 'self'),
      })
      .send(html);
  }

  private unknown(): Page {
    return { kind: 'unknown', contact: this.contact() };
  }

  private contact(): string {
    const { organisation, street, city } = policyAt(this.policies, this.clock.today()).controller;
    return `${organisation}, ${street}, ${city}`;
  }
}
