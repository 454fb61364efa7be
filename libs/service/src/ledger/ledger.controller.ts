import { Readable } from 'node:stream';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Connection } from 'mongoose';
import type { Head, LedgerKey } from '#ledger';
import { exportLedger, type FactCollection, type LedgerStore } from '#storage';
import { Allow, Public } from '../access/principal.js';
import type { ServiceConfig } from '../config/read-config.js';
import { CONFIG, CONNECTION, FACTS, LEDGER_KEY, LEDGER_STORE } from '../tokens.js';

interface PublishedHead {
  readonly service: string;
  /** base64 of the SPKI of the Ed25519 key that signs now. */
  readonly publicKey: string;
  /** Of the last day that is over; absent before there is one. */
  readonly head?: Head;
}

@ApiTags('ledger')
@Controller('v1/ledger')
export class LedgerController {
  constructor(
    @Inject(CONFIG) private readonly config: ServiceConfig,
    @Inject(CONNECTION) private readonly connection: Connection,
    @Inject(FACTS) private readonly facts: FactCollection,
    @Inject(LEDGER_KEY) private readonly key: LedgerKey,
    @Inject(LEDGER_STORE) private readonly store: LedgerStore,
  ) {}

  /** To be kept by others: a ledger that is set back, or written anew, does not hold it any more. */
  @Get('head')
  @Public()
  async head(): Promise<PublishedHead> {
    const head = await this.store.lastHead();
    const { publicKey } = this.key;
    return { service: this.config.name, publicKey, ...(head !== undefined && { head }) };
  }

  /** Every record, seal, head and erasure note, as JSON lines; `seloste ledger verify` checks it without us. */
  @Get('export')
  @Allow('officer')
  @ApiProduces('application/x-ndjson')
  export(@Res() reply: FastifyReply): void {
    const source = {
      service: this.config.name,
      connection: this.connection,
      facts: this.facts.collection,
      store: this.store,
      key: this.key,
    };
    void reply
      .header('content-type', 'application/x-ndjson')
      .send(Readable.from(textsOf(exportLedger(source)), { objectMode: false }));
  }
}

async function* textsOf(lines: AsyncIterable<object>): AsyncGenerator<string> {
  let text = '';
  for await (const line of lines) {
    text += `${JSON.stringify(line)}\n`;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  yield text;
}

const CHUNK = 64 * 1024;
