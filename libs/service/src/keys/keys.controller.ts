import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Connection } from 'mongoose';
import { type HashKeys, KidsInUse, type Rewrapped, type WrappedKeys } from '#storage';
import { Allow } from '../access/principal.js';
import { CONNECTION, HASH_KEYS, WRAPPED_KEYS } from '../tokens.js';

export interface KeyInUse {
  readonly what: 'master' | 'hash';
  readonly kid: string;
  /** New ones are made by it. */
  readonly current: boolean;
  /** How many: of a master key the data keys it wraps, by class; of a hash key the facts with a hash of each kind. */
  readonly uses: Readonly<Record<string, number>>;
}

export interface KeysAnswer {
  readonly keys: readonly KeyInUse[];
}

const REWRAP_MS = 5000;

/** Keys by their names, and what each is used for. Names and counts only. */
@ApiTags('ops')
@Allow('ops')
@Controller('v1/ops/keys')
export class KeysController {
  constructor(
    @Inject(WRAPPED_KEYS) private readonly wrapped: WrappedKeys,
    @Inject(HASH_KEYS) private readonly hashKeys: HashKeys,
    @Inject(CONNECTION) private readonly connection: Connection,
  ) {}

  @Get()
  async show(): Promise<KeysAnswer> {
    const [masters, hashes] = await Promise.all([
      this.wrapped.uses(),
      new KidsInUse(this.connection).uses(this.hashKeys),
    ]);
    return {
      keys: [
        ...masters.map((use) => ({ what: 'master' as const, ...use })),
        ...hashes.map((use) => ({ what: 'hash' as const, ...use })),
      ],
    };
  }

  /** Wraps for some seconds what an older master key wraps by the current one; to be repeated until nothing is left. */
  @Post('rewrap')
  @HttpCode(200)
  rewrap(): Promise<Rewrapped> {
    return this.wrapped.rewrap(REWRAP_MS);
  }
}
