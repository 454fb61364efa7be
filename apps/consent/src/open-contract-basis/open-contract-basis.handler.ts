import { Controller } from '@nestjs/common';
import { OrderPlaced } from '#contracts';
import { OnEvents, type Outcome, type Received } from '#messaging';
import { DirectoryWriter } from '../directory-writer.js';
import { openContract } from './open-contract.decision.js';

@Controller()
export class OpenContractBasisHandler {
  constructor(private readonly directory: DirectoryWriter) {}

  @OnEvents([OrderPlaced.type])
  open(batch: Received<OrderPlaced>[]): Promise<Outcome[]> {
    return this.directory.write(batch.map(({ event }) => openContract(event)));
  }
}
