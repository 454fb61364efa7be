import { civilDateOf } from '../calendar/civil-date.js';
import { decideByWays } from '../fold/decide-for-person.js';
import type { Person } from '../fold/fold-person.js';
import { factsByWay, type PersonFacts } from '../fold/ways.js';
import type { CivilDate } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { clocksOf } from '../retention/clocks.js';
import type { ClockContext, FieldClock, RetainedRecord } from '../retention/record.js';
import { type Activity, relationshipOf } from '../retention/relationship.js';
import { questionsOf } from './questions.js';
import { type Tally, Tallies, mergedTallies } from './tally.js';

/** What one policy would do in the place of another: field classes by retention rule or hold, people by purpose. */
export interface Simulation {
  readonly parties: number;
  readonly records: number;
  /** Due today by the new policy, and not by the old one. */
  readonly erasedNow: readonly Tally[];
  readonly keptLonger: readonly Tally[];
  readonly keptShorter: readonly Tally[];
  readonly newlyDenied: readonly Tally[];
  readonly newlyAllowed: readonly Tally[];
}

/** One party under a pseudonym, with what is known; without a person, or the facts of one, nothing is asked about it. */
export interface SimulatedParty {
  readonly party: string;
  readonly activity?: Activity;
  readonly context?: ClockContext;
  readonly records?: readonly RetainedRecord[];
  readonly person?: Person;
  readonly facts?: PersonFacts;
}

/** Later than every date there is. */
const never = '9999-12-31';

/** Compares two policies on one day, party by party, so that any number of them may stream through. */
export class Simulator {
  private parties = 0;
  private records = 0;
  private readonly erasedNow = new Tallies();
  private readonly keptLonger = new Tallies();
  private readonly keptShorter = new Tallies();
  private readonly newlyDenied = new Tallies();
  private readonly newlyAllowed = new Tallies();
  private readonly questions: ReturnType<typeof questionsOf>;

  constructor(
    private readonly from: Policy,
    private readonly to: Policy,
    private readonly today: CivilDate,
  ) {
    this.questions = questionsOf(from, to);
  }

  add({ party, activity = {}, context, records = [], person, facts }: SimulatedParty): void {
    const clocksBy = (policy: Policy): FieldClock[][] => {
      const relationship = relationshipOf(policy, activity, this.today);
      return records.map((record) => clocksOf(policy, record, relationship, context));
    };
    this.addClocks(party, clocksBy(this.from), clocksBy(this.to));
    if (person !== undefined) this.addDecisions(party, (channel) => factsByWay(person, channel));
    if (facts !== undefined) this.addDecisions(party, () => [facts]);
  }

  /** The clocks of a party's records under the one policy and the other, in the same order. */
  addClocks(
    party: string,
    before: readonly (readonly FieldClock[])[],
    after: readonly (readonly FieldClock[])[],
  ): void {
    this.parties += 1;
    this.records += after.length;
    after.forEach((clocks, index) => {
      for (const clock of clocks) {
        const old = before[index]?.find(({ fieldClass }) => fieldClass === clock.fieldClass);
        if (old !== undefined) this.compare(party, old, clock);
      }
    });
  }

  result(): Simulation {
    const { parties, records, erasedNow, keptLonger, keptShorter, newlyDenied, newlyAllowed } = this;
    return {
      parties,
      records,
      erasedNow: erasedNow.told(),
      keptLonger: keptLonger.told(),
      keptShorter: keptShorter.told(),
      newlyDenied: newlyDenied.told(),
      newlyAllowed: newlyAllowed.told(),
    };
  }

  private compare(party: string, before: FieldClock, after: FieldClock): void {
    const [then, now] = [before.dueOn ?? never, after.dueOn ?? never];
    const { element } = after.basis;
    if (now <= this.today) {
      if (then > this.today) this.erasedNow.add(element, party);
    } else if (now > then) {
      this.keptLonger.add(element, party);
    } else if (now < then) {
      this.keptShorter.add(element, party);
    }
  }

  /** A person counts once for each purpose, however many ways there are to ask about it. */
  private addDecisions(
    party: string,
    factsFor: (channel: string | undefined) => readonly PersonFacts[],
  ): void {
    const at = lastMomentOf(this.today);
    const moment = { asOf: at, now: at };
    const versions = [this.from, this.to];
    const [denied, allowed] = [new Set<string>(), new Set<string>()];
    for (const asked of this.questions) {
      const question = { ...asked, at };
      const ways = factsFor(question.channel);
      const before = decideByWays(this.from, question, ways, moment);
      const after = decideByWays(this.to, question, ways, moment, versions);
      if (before.allowed !== after.allowed)
        (before.allowed ? denied : allowed).add(`purpose.${asked.purpose}`);
    }
    for (const purpose of denied) this.newlyDenied.add(purpose, party);
    for (const purpose of allowed) this.newlyAllowed.add(purpose, party);
  }
}

/** So that every choice of the day is counted; its last hour in Helsinki has another name in summer. */
function lastMomentOf(day: CivilDate): string {
  const inWinter = `${day}T21:59:59Z`;
  return civilDateOf(inWinter) === day ? inWinter : `${day}T20:59:59Z`;
}

/** Two parts of what is held, told as one. */
export function mergedSimulations(one: Simulation, other: Simulation): Simulation {
  return {
    parties: one.parties + other.parties,
    records: one.records + other.records,
    erasedNow: mergedTallies(one.erasedNow, other.erasedNow),
    keptLonger: mergedTallies(one.keptLonger, other.keptLonger),
    keptShorter: mergedTallies(one.keptShorter, other.keptShorter),
    newlyDenied: mergedTallies(one.newlyDenied, other.newlyDenied),
    newlyAllowed: mergedTallies(one.newlyAllowed, other.newlyAllowed),
  };
}
