import type { Command } from 'commander';
import type { CloudEvent } from '#contracts';
import { JOURNAL_DAYS, numbered, readJournal, type Run } from '#messaging';
import { type Fact, JournalSeal } from '#storage';
import { brokerCa } from './certificates.js';
import { instantFor } from './moments.js';
import { show, withFormat } from './output.js';
import { serviceCalled } from './restore-access.js';
import { sendEvents } from './send-events.js';
import { Failure, required, type Surroundings, UsageError } from './surroundings.js';

interface Options {
  readonly service: string;
  readonly lane?: string;
  readonly numbers?: string;
  readonly type?: string;
  readonly since?: string;
  readonly until?: string;
  readonly format: string;
}

/** A day less than the journal keeps, so that its oldest messages may be on their way out. */
const MOST_DAYS = JOURNAL_DAYS - 1;

export function addResend(program: Command, around: Surroundings): void {
  withFormat(program.command('resend'))
    .description(
      'publish again what a service published once, from its journal: the repair for seloste verify',
    )
    .requiredOption('--service <name>', 'who published it')
    .option('--lane <lane>', 'as seloste verify names it')
    .option('--numbers <numbers>', 'of the lane, such as 3,7-9')
    .option('--type <type>', 'instead: every event of this type, taken in from --since until --until')
    .option(
      '--since <instant>',
      `when the first was taken in; with --lane ${MOST_DAYS} days ago where left out`,
    )
    .option('--until <instant>', 'when the last was taken in; now where left out')
    .addHelpText(
      'after',
      `
The events go out under their own ids and numbers: who has one already takes no notice. What was erased since is not sent.
Environment: AMQP_URL and JOURNAL_KEY_FILE as the service has them; JOURNAL_AMQP_URL with the broker user restore;
AMQP_CA_FILE where amqps: is spoken
Examples:
  $ seloste resend --service consent --lane consent/consent.granted.v1/0b7c2f0e-5a0e-4a55-9a39-1a1f0f1f8c11 --numbers 3,7-9
  $ seloste resend --service consent --type consent.granted.v1 --since 2026-11-20T03:00:00Z --until 2026-11-20T05:00:00Z`,
    )
    .action(async (options: Options) => {
      const { service, lane, type } = options;
      const events = await eventsOf(around, options, choiceOf(options));
      await sendEvents(around, service, events);
      show(
        around,
        options,
        { service, lane, type, sent: events.map(({ id }) => id) },
        () => `${events.length} events of ${service} were sent again`,
      );
    });
}

async function eventsOf(
  around: Surroundings,
  { service: name, since: given }: Options,
  chosen: Choice,
): Promise<readonly CloudEvent[]> {
  const service = serviceCalled(name);
  const since =
    given === undefined ? Date.now() - MOST_DAYS * 86_400_000 : Date.parse(instantFor('--since')(given));
  const { JOURNAL_AMQP_URL: url, JOURNAL_KEY_FILE: file } = required(
    around.env,
    'JOURNAL_AMQP_URL',
    'JOURNAL_KEY_FILE',
  );
  const seal = await JournalSeal.load(service, file);
  const found = new Map<string, readonly CloudEvent[]>();
  const erased = new Set<string>();
  const { ca } = await brokerCa(around);
  for await (const { content } of readJournal(url, service, new Date(since), { ca }))
    for (const entry of seal.open(content)) {
      if (entry.kind === 'erased' && entry.strip === undefined) for (const id of entry.ids) erased.add(id);
      if (entry.kind !== 'put') continue;
      for (const fact of entry.documents as readonly Fact[]) {
        const events = chosen(fact);
        if (events.length > 0) found.set(fact._id, events);
      }
    }
  const left = [...found].filter(([id]) => !erased.has(id));
  if (left.length === 0) throw new Failure(`nothing of these is in the journal of ${service} since then`);
  return left.flatMap(([, events]) => events);
}

/** Which events of a fact go out again. */
type Choice = (fact: Fact) => readonly CloudEvent[];

function choiceOf({ lane, numbers, type, since, until }: Options): Choice {
  if (lane !== undefined && numbers !== undefined && type === undefined && until === undefined) {
    const runs = runsIn(numbers);
    return (fact) => (fact.lane === lane && isIn(runs, fact.n) ? owedBy(fact).filter(isNumbered) : []);
  }
  if (type === undefined || since === undefined || lane !== undefined || numbers !== undefined)
    throw new UsageError('it takes either --lane and --numbers, or --type and --since');
  if (type.startsWith('participant.'))
    throw new UsageError('commands and their replies are repeated by themselves until they are answered');
  const from = instantFor('--since')(since);
  const to = until === undefined ? new Date().toISOString() : instantFor('--until')(until);
  const within = (at: Date): boolean => at >= new Date(from) && at <= new Date(to);
  return (fact) => (within(fact.takenAt) ? owedBy(fact).filter((event) => event.type === type) : []);
}

const owedBy = (fact: Fact): readonly CloudEvent[] => (fact.owes ?? []).map((event) => numbered(event, fact));
const isIn = (runs: readonly Run[], n = 0): boolean => runs.some(([first, last]) => n >= first && n <= last);
/** Commands of the same fact have their own reminders. */
const isNumbered = ({ lanesequence }: CloudEvent): boolean => lanesequence !== undefined;

function runsIn(text: string): readonly Run[] {
  return text.split(',').map((part) => {
    const [, first, last = first] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(part.trim()) ?? [];
    if (first === undefined) throw new UsageError('--numbers must be numbers such as 3,7-9');
    return [Number(first), Number(last)];
  });
}
