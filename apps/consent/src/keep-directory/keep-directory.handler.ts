import { Controller } from '@nestjs/common';
import { OnEvents, type Outcome, type Received } from '#messaging';
import { DirectoryWriter } from '../directory-writer.js';
import { describeParty, DESCRIBING_TYPES } from './describe-party.decision.js';

@Controller()
export class KeepDirectoryHandler {
  constructor(private readonly directory: DirectoryWriter) {}

  @OnEvents(DESCRIBING_TYPES)
  keep(batch: Received[]): Promise<Outcome[]> {
    return this.directory.write(batch.map(({ event }) => describeParty(event)));
  }
}
