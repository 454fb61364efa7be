import { Inject, Injectable } from '@nestjs/common';
import { eventOf, SuppressionAdded, SuppressionLifted } from '#contracts';
import { policyAt, type Policy } from '#policy';
import { CLOCK, POLICIES, type Clock } from '#service';
import { type Fact, owing } from '#storage';
import { becauseOf } from './because-of.js';
import { type MissingEchoes, rootOf } from './missing-echoes.decision.js';
import {
  ECHOED,
  LIFTED,
  echoIdOf,
  echoLiftIdOf,
  personEchoIdOf,
  type EchoFact,
  type LiftFact,
  type StandingFact,
  type SuppressionFact,
} from './prohibition.js';

/** Makes the facts that say a prohibition, or the lift of one, once more, with the events they owe. */
@Injectable()
export class EchoFacts {
  constructor(
    @Inject(POLICIES) private readonly policies: readonly Policy[],
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  ofMissing({ echoes, lifts }: MissingEchoes): SuppressionFact[] {
    return [
      ...echoes.map(({ of, address }) => {
        const root = rootOf(of);
        return this.echo(of, { suppression: echoIdOf(root, address), root, party: of.party, address });
      }),
      ...lifts.map(({ completes, echo }) => this.lift(completes, echo)),
    ];
  }

  /** Of the prohibition of a bare address, for somebody who is meant by it. */
  ofPerson(of: StandingFact, party: string): EchoFact {
    const suppression = personEchoIdOf(rootOf(of), party);
    return this.echo(of, { suppression, root: suppression, party, address: of.address! });
  }

  private echo(
    of: StandingFact,
    { suppression, root, party, address }: Pick<EchoFact, 'suppression' | 'root' | 'party' | 'address'>,
  ): EchoFact {
    const { scope, method, addressOnly, on, at } = of;
    const about = { ...(party !== undefined && { party }), address };
    const policy = policyAt(this.policies, this.clock.today());
    const because = [becauseOf(policy, 'right.prohibit', 'address-of-prohibited-party', root)];
    const data: SuppressionAdded = { suppression, ...about, scope, since: at, method, because };
    const what = { ...about, ...(addressOnly === true && { addressOnly }), scope, method } as const;
    const fact = { _id: suppression, type: ECHOED, suppression, root, ...what } as const;
    const owed = this.owing(SuppressionAdded.type, suppression, data);
    return { ...fact, on, at, takenAt: new Date(), ...owed };
  }

  private lift(completes: LiftFact, echo: EchoFact): LiftFact {
    const lift = echoLiftIdOf(completes.lift, echo);
    const { method, because, on, at } = completes;
    const suppressions = [echo.suppression];
    const data: SuppressionLifted = { lift, suppressions, liftedAt: at, method, because };
    const fact = { _id: lift, type: LIFTED, lift, suppressions, method, because } as const;
    const owed = this.owing(SuppressionLifted.type, lift, data);
    const party = echo.party === undefined ? {} : { party: echo.party };
    return { ...fact, ...party, on, at, takenAt: new Date(), ...owed };
  }

  private owing(type: string, id: string, data: object): Pick<Fact, 'owes' | 'owed'> {
    return owing(eventOf('marketing-suppression', type, id, data, this.clock.now().toISOString()));
  }
}
