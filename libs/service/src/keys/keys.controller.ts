import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Rewrapped, WrappedKeys } from '#storage';
import { Allow } from '../access/principal.js';
import { WRAPPED_KEYS } from '../tokens.js';

interface KeyInUse {
  readonly what: 'master';
  readonly kid: string;
  /** New ones are made by it. */
  readonly current: boolean;
  /** How many, by what they are: of a master key the data keys it wraps, by class. */
  readonly uses: Readonly<Record<string, number>>;
}

interface KeysAnswer {
  readonly keys: readonly KeyInUse[];
}

const REWRAP_MS = 5000;

/** Keys by their names, and what each is used for. Names and counts only. */
@ApiTags('ops')
@Allow('ops')
@Controller('v1/ops/keys')
export class KeysController {
  constructor(@Inject(WRAPPED_KEYS) private readonly wrapped: WrappedKeys) {}

  @Get()
  async show(): Promise<KeysAnswer> {
    const masters = await this.wrapped.uses();
    return { keys: masters.map((use) => ({ what: 'master', ...use })) };
  }

  /** Wraps for some seconds what an older master key wraps by the current one; to be repeated until nothing is left. */
  @Post('rewrap')
  @HttpCode(200)
  rewrap(): Promise<Rewrapped> {
    return this.wrapped.rewrap(REWRAP_MS);
  }
}
