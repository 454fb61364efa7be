import type { Command } from 'commander';
import { show, withFormat } from './output.js';
import { askOps, serviceNamed, servicesOf, type ServiceAccess } from './service-access.js';
import { showTable } from './show-table.js';
import { Failure, type Surroundings } from './surroundings.js';

interface OwedAnswer {
  readonly now: string;
  readonly facts: number;
  readonly oldestAt?: string;
  readonly byType: readonly { readonly type: string; readonly events: number; readonly oldestAt: string }[];
}

interface OwedOfService {
  readonly service: string;
  readonly facts: number;
  readonly oldestSeconds?: number;
  readonly byType: readonly {
    readonly type: string;
    readonly events: number;
    readonly oldestSeconds: number;
  }[];
}

export function addOwed(program: Command, around: Surroundings): void {
  withFormat(program.command('owed'))
    .description('facts whose events the broker has not confirmed: how many, since when, by type of event')
    .option('--service <service>', 'of one service only')
    .addHelpText(
      'after',
      `
A relay publishes again what is owed for more than three seconds, so numbers that stay mean that the broker is away,
blocks publishers, or has no queue for the type. SELOSTE_SERVICES and SELOSTE_TOKEN as for parked.

Examples:
  $ seloste owed
  $ seloste owed --format json | jq '.[] | select(.oldestSeconds > 60)'`,
    )
    .action(async ({ service, format }: { service?: string; format: string }) => {
      const services =
        service === undefined ? await servicesOf(around) : [await serviceNamed(around, service)];
      const asked = await Promise.allSettled(services.map((one) => owedOf(around, one)));
      const found = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      show(around, { format }, found, () =>
        showTable(['service', 'event', 'owed', 'oldest s'], found.flatMap(rows)),
      );
      const failed = asked.flatMap((one) => (one.status === 'rejected' ? [wordsOf(one.reason)] : []));
      if (failed.length > 0) throw new Failure(failed.join('\n'));
    });
}

async function owedOf(around: Surroundings, service: ServiceAccess): Promise<OwedOfService> {
  const { now, facts, oldestAt, byType } = await askOps<OwedAnswer>(around, service, '/v1/ops/owed');
  const age = (at: string): number => Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 100) / 10);
  return {
    service: service.name,
    facts,
    ...(oldestAt !== undefined && { oldestSeconds: age(oldestAt) }),
    byType: byType.map(({ type, events, oldestAt: at }) => ({ type, events, oldestSeconds: age(at) })),
  };
}

const rows = ({
  service,
  facts,
  oldestSeconds,
  byType,
}: OwedOfService): (string | number | undefined)[][] => [
  [service, 'facts in all', facts, oldestSeconds],
  ...byType.map(({ type, events, oldestSeconds: age }) => [service, type, events, age]),
];

const wordsOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
