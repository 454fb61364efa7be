import { setTimeout as pause } from 'node:timers/promises';
import type { Decision } from '#policy';
import type { World } from '../../harness/world.js';
import type { Person } from '../load/person.js';
import { sendQuestionOf } from './expected-answers.js';

interface Answer {
  readonly person: Person;
  readonly askedAt: number;
  readonly heardAt: number;
  readonly decision: Decision;
}

const EVERY_MS = 250;
/** The policy's `maxStaleness`, and what the answer itself may take. */
const STALENESS_MS = 5000 + 1000;

/** Asks again and again, whatever is broken, whether everybody may be sent to, and keeps every permission. */
export class SendWatch {
  asked = 0;
  allowed = 0;
  readonly #allowed: Answer[] = [];
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(
    private readonly world: World,
    private readonly people: readonly Person[],
  ) {
    this.#running = this.run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Permissions for what somebody had been told they would not get any more. */
  violations(deniedByHistory: (person: Person) => boolean): readonly string[] {
    return this.#allowed.flatMap((answer) => {
      const { person, askedAt, decision } = answer;
      const prohibition = person.prohibited.find((one) => hadToDeny(one, answer));
      const withdrawn = person.withdrawn.some(({ answeredAt }) => answeredAt + STALENESS_MS < askedAt);
      if (prohibition === undefined && !(withdrawn && deniedByHistory(person))) return [];
      const late = Math.round(askedAt - (prohibition ?? person.withdrawn[0])!.answeredAt);
      const why = JSON.stringify(decision.because.map(({ reason }) => reason));
      return [`allowed: a send to ${person.party.id} ${late} ms after its opt-out was answered, ${why}`];
    });
  }

  private async run(): Promise<void> {
    while (!this.#stopped) {
      await this.askAll().catch(() => undefined);
      await pause(EVERY_MS);
    }
  }

  private async askAll(): Promise<void> {
    const askedAt = performance.now();
    const { status, body } = await this.world.call<{ answers: readonly Decision[] }>(
      'marketing-suppression',
      'POST',
      '/v1/send-checks',
      {
        body: { checks: this.people.map(sendQuestionOf) },
        role: 'marketing',
        signal: AbortSignal.timeout(4000),
      },
    );
    if (status !== 200) return;
    const heardAt = performance.now();
    body.answers.forEach((decision, index) => {
      this.asked += 1;
      if (!decision.allowed) return;
      this.allowed += 1;
      this.#allowed.push({ person: this.people[index]!, askedAt, heardAt, decision });
    });
  }
}

function hadToDeny({ answeredAt, liftTriedAt }: Person['prohibited'][number], answer: Answer): boolean {
  return answeredAt < answer.askedAt && (liftTriedAt === undefined || answer.heardAt < liftTriedAt);
}
