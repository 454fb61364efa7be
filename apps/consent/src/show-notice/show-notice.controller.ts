import { createHash } from 'node:crypto';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { IsIn, IsOptional } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languages, type NoticeLayer, type Policy, policyAt, renderNotice } from '#policy';
import {
  CLOCK,
  type Clock,
  languageFor,
  NOTICE_SHELF,
  type NoticeShelf,
  pagePolicy,
  POLICIES,
  problem,
  Public,
} from '#service';

export class NoticeQuery {
  /** Else the first of ours that the browser asks for. */
  @IsOptional() @IsIn(languages) lang?: Language;
  @IsOptional() @IsIn(['short', 'full']) layer?: NoticeLayer;
}

/** GDPR Art. 12–14: the notice in force, for anybody to read; nothing of the reader is asked or kept. */
@Public()
@Controller('notice')
export class ShowNoticeController {
  constructor(
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(NOTICE_SHELF) private readonly shelf: NoticeShelf,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @Query() { lang, layer = 'short' }: NoticeQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { html, language } = await this.page(layer, lang, request.headers['accept-language']);
    const etag = `"${createHash('sha256').update(html).digest('base64url')}"`;
    void reply.headers({
      etag,
      'cache-control': 'public, max-age=300',
      vary: 'accept-language',
      'content-language': language,
      'content-security-policy': pagePolicy(html),
    });
    if (request.headers['if-none-match'] === etag) return void reply.code(304).send();
    void reply.code(200).header('content-type', 'text/html; charset=utf-8').send(html);
  }

  private async page(
    layer: NoticeLayer,
    wanted: Language | undefined,
    accepted: string | undefined,
  ): Promise<{ html: string; language: Language }> {
    const on = this.clock.today();
    const policy = policyAt(this.policies, on);
    const texts = await this.shelf.textsOf(policy);
    const [first, ...rest] = policy.notice.languages.filter((each) => texts[each] !== undefined);
    if (first === undefined || (wanted !== undefined && texts[wanted] === undefined))
      throw problem(404, 'no-notice-in-language', 'The notice has no texts in this language');
    const language = wanted ?? languageFor(accepted, [first, ...rest]);
    const previous = await this.previous(policy, language);
    const how = { lang: language, as: 'html', layer, on, addressOf, ...(previous && { previous }) } as const;
    return { html: renderNotice(policy, texts, how), language };
  }

  /** The version before, where it can be told in the same language. */
  private async previous(policy: Policy, language: Language) {
    const before = this.policies.filter(({ validFrom }) => validFrom < policy.validFrom).at(-1);
    if (before === undefined) return undefined;
    const texts = await this.shelf.textsOf(before);
    return texts[language] === undefined ? undefined : { policy: before, texts };
  }
}

const addressOf = (lang: Language, layer: NoticeLayer): string => `?lang=${lang}&layer=${layer}`;
