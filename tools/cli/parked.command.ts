import type { Command } from 'commander';
import type { ParkedMessage } from '#messaging';
import { show, withFormat } from './output.js';
import { askOps, serviceNamed, servicesOf } from './service-access.js';
import { showTable } from './show-table.js';
import type { Surroundings } from './surroundings.js';

type Listed = ParkedMessage & { readonly service: string };
interface Page {
  readonly items: readonly ParkedMessage[];
  readonly next?: string;
}
interface OfOne {
  readonly service: string;
  readonly format: string;
}

interface ListOptions {
  readonly service?: string;
  readonly reason?: string;
  readonly queue?: string;
  readonly state: string;
  readonly format: string;
}

export function addParked(program: Command, around: Surroundings): void {
  const parked = program
    .command('parked')
    .description('messages that could not be handled, with the reason')
    .addHelpText(
      'after',
      `
Environment:
  SELOSTE_SERVICES   '{"consent":"http://…", …}'; the embedded run's own where left out
  SELOSTE_TOKEN      an access token with the role ops; the embedded run's own where left out

Examples:
  $ seloste parked list                                    # of every service
  $ seloste parked list --service retention --reason unknown-version
  $ seloste parked show <id> --service retention           # opens the body, and is put on record
  $ seloste parked replay <id> <id> --service retention
  $ seloste parked discard <id> --service retention --reason "test message of the store, ticket 4711"`,
    );
  withFormat(parked.command('list'))
    .description('what is parked, without opening it')
    .option('--service <service>', 'of one service only')
    .option('--reason <reason>', 'with this reason only')
    .option('--queue <queue>', 'from this queue only')
    .option('--state <state>', 'parked, replaying, replayed, discarded or any', 'parked')
    .action(async (options: ListOptions) => {
      const { reason, ...others } = options;
      const listed = await listOf(around, options);
      // A reason that nothing has may be one that there is not.
      const more = listed.length === 0 && reason !== undefined ? await listOf(around, others) : [];
      show(around, options, listed, () => (listed.length > 0 ? tableOf(listed) : noneFor(reason, more)));
    });
  ofOne(parked.command('show <id>'), 'open one, body and all; who opens it is put on record').action(
    async (id: string, options: OfOne) => {
      const service = await serviceNamed(around, options.service);
      const found = await askOps<object>(around, service, `/v1/ops/parked/${encodeURIComponent(id)}`);
      show(around, options, found, () => JSON.stringify(found, null, 2));
    },
  );
  ofOne(
    parked.command('replay <id...>'),
    'put them back into their queues; a doubled replay has one effect',
  ).action((ids: string[], options: OfOne) => change(around, ids, options, 'replay', {}));
  ofOne(parked.command('discard <id...>'), 'throw their bodies away; who did it, and why, stays on record')
    .requiredOption('--reason <reason>', 'why they may go')
    .action((ids: string[], options: OfOne & { reason: string }) =>
      change(around, ids, options, 'discard', { reason: options.reason }),
    );
}

async function listOf(
  around: Surroundings,
  { service, format: _format, ...filter }: ListOptions,
): Promise<readonly Listed[]> {
  const services = service === undefined ? await servicesOf(around) : [await serviceNamed(around, service)];
  const listed: Listed[] = [];
  for (const each of services) {
    for (let after: string | undefined = ''; after !== undefined;) {
      const query = new URLSearchParams({ ...filter, limit: '199', ...(after !== '' && { after }) });
      const page: Page = await askOps(around, each, `/v1/ops/parked?${query.toString()}`);
      listed.push(...page.items.map((item) => ({ service: each.name, ...item })));
      after = page.next;
    }
  }
  return listed;
}

function noneFor(reason: string | undefined, others: readonly Listed[]): string {
  if (others.length === 0) return 'nothing is parked';
  const reasons = [...new Set(others.map((one) => one.reason))].sort();
  return `nothing is parked for the reason ${reason}; what is parked has: ${reasons.join(', ')}`;
}

const ofOne = (command: Command, description: string): Command =>
  withFormat(
    command.description(description).requiredOption('--service <service>', 'the service that parked it'),
  );

async function change(
  around: Surroundings,
  ids: readonly string[],
  options: OfOne,
  verb: 'replay' | 'discard',
  body: object,
): Promise<void> {
  const service = await serviceNamed(around, options.service);
  for (const id of ids) {
    const path = `/v1/ops/parked/${encodeURIComponent(id)}/${verb}`;
    const answer = await askOps<{ id: string; state: string }>(around, service, path, body);
    show(around, options, answer, () => `${answer.id} ${answer.state}`);
  }
}

const tableOf = (listed: readonly Listed[]): string =>
  showTable(
    ['service', 'id', 'queue', 'reason', 'field', 'type', 'attempts', 'state', 'first at'],
    listed.map((item) => [
      item.service,
      item._id,
      item.queue,
      item.reason,
      item.field,
      item.type,
      item.attempts,
      item.state,
      String(item.firstAt),
    ]),
  );
