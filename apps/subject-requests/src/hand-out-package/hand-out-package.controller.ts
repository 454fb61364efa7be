import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type Policy, policyAt } from '#policy';
import { Allow, CLOCK, type Clock, type Concerning, Concerns, POLICIES, problem } from '#service';
import { RequestFileStore } from '../request-file.store.js';
import { type AccessPackage, packageOf } from './package-of-request.decision.js';

@Controller('v1/requests')
export class HandOutPackageController {
  constructor(
    private readonly files: RequestFileStore,
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':request/package')
  @Allow('desk', 'officer')
  async handOut(
    @Param('request') request: string,
    @Concerns() concerning: Concerning,
  ): Promise<AccessPackage> {
    const file = await this.files.find(request);
    if (file === undefined || file.received.kind !== 'access') {
      throw problem(404, 'request-unknown', 'There is no such request for access');
    }
    if (file.closed === undefined) {
      throw problem(409, 'not-yet-complete', 'The package is complete when every participant has answered');
    }
    if (file.replies.some(({ emptied }) => emptied === true)) {
      throw problem(410, 'package-erased', 'The data of this package has been erased since');
    }
    concerning(file.received.party);
    const policy = policyAt(this.policies, this.clock.today());
    return packageOf(policy, file, await this.files.open(file, 'collect'));
  }
}
