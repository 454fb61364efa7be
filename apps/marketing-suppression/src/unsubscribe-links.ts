import type { AddressInfo, Server } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CONFIG, type ServiceConfig } from '#service';
import { LinkTokens, type LinkGrant } from './link-token.js';

export interface UnsubscribeHeaders {
  readonly 'List-Unsubscribe': string;
  readonly 'List-Unsubscribe-Post': string;
}

/** Links by which a person prohibits with one click, without a login and for ever. */
@Injectable()
export class UnsubscribeLinks {
  constructor(
    private readonly tokens: LinkTokens,
    @Inject(CONFIG) private readonly config: ServiceConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  headersFor(grant: LinkGrant): UnsubscribeHeaders {
    return {
      'List-Unsubscribe': `<${this.base()}/v1/unsubscribe/${this.tokens.issue(grant)}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
  }

  private base(): string {
    const { publicUrl, host, port } = this.config;
    if (publicUrl !== undefined) return publicUrl.replace(/\/+$/, '');
    if (port !== 0) return `http://${host}:${port}`;
    const address = (this.host.httpAdapter.getHttpServer() as Server).address() as AddressInfo | null;
    return `http://${host}:${address?.port ?? 0}`;
  }
}
