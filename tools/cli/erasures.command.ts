import type { Command } from 'commander';
import { type CloudEvent, EraseRequested, REQUESTERS } from '#contracts';
import { readJournal } from '#messaging';
import { participantsOf } from '#participant';
import { serviceNames } from '../../apps/services.js';
import { registeredIn } from './broker-access.js';
import { brokerCa } from './certificates.js';
import { type Fact, JournalSeal } from '#storage';
import { instantFor } from './moments.js';
import { show, withFormat } from './output.js';
import { serviceCalled } from './restore-access.js';
import { sendEvents } from './send-events.js';
import { required, type Surroundings, UsageError } from './surroundings.js';

interface Options {
  readonly service: string;
  readonly participant: string;
  readonly since: string;
  readonly format: string;
}

export function addErasures(program: Command, around: Surroundings): void {
  const erasures = program.command('erasures').description('erasures that were ordered');
  withFormat(erasures.command('resend'))
    .description('send the erase commands again to a participant that was restored from its own backup')
    .requiredOption('--service <name>', `who ordered them: ${REQUESTERS.join(', ')}; run it for both`)
    .requiredOption('--participant <name>', 'who has come back from a backup')
    .requiredOption('--since <instant>', 'the time of that backup, 37 days back at most')
    .addHelpText(
      'after',
      `
The commands come from the journal and go out under their own ids: who still knows one answers as before. What the person
did after the erasure was ordered stays (\`actsUpTo\`).

Environment: AMQP_URL, JOURNAL_KEY_FILE and STORES as the service has them; JOURNAL_AMQP_URL with the broker user restore;
AMQP_CA_FILE where amqps: is spoken

Example:
  $ seloste erasures resend --service retention --participant web-store --since 2026-11-20T03:00:00Z`,
    )
    .action(async (options: Options) => {
      const commands = await commandsSince(around, options);
      await sendEvents(around, options.service, commands);
      const { service, participant, since } = options;
      show(around, options, { service, participant, since, sent: commands.map(({ id }) => id) }, () =>
        commands.length === 0
          ? `${service} ordered nothing of ${participant} since ${since}`
          : `${commands.length} erase commands of ${service} were sent to ${participant} again`,
      );
    });
}

async function commandsSince(around: Surroundings, options: Options): Promise<readonly CloudEvent[]> {
  const service = serviceCalled(options.service);
  if (!REQUESTERS.some((one) => one === service)) throw new UsageError(`${service} orders no erasures`);
  const { all } = participantsOf(serviceNames, registeredIn(around.env));
  if (!all.includes(options.participant))
    throw new UsageError(`there is no participant ${options.participant}; known: ${all.join(', ')}`);
  const since = new Date(instantFor('--since')(options.since));
  const given = required(around.env, 'JOURNAL_AMQP_URL', 'JOURNAL_KEY_FILE');
  const seal = await JournalSeal.load(service, given.JOURNAL_KEY_FILE);
  const commands = new Map<string, CloudEvent>();
  const { ca } = await brokerCa(around);
  for await (const { content } of readJournal(given.JOURNAL_AMQP_URL, service, since, { ca }))
    for (const entry of seal.open(content))
      for (const event of entry.kind === 'put'
        ? entry.documents.flatMap((fact) => (fact as Fact).owes ?? [])
        : []) {
        const { participant } = event.data as EraseRequested;
        if (event.type === EraseRequested.type && participant === options.participant)
          commands.set(event.id, event);
      }
  return [...commands.values()];
}
