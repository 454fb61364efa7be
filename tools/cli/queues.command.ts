import type { Command } from 'commander';
import { ManagementApi, queueSpec } from '#messaging';
import { brokerAccess } from './broker-access.js';
import { show, withFormat } from './output.js';
import { answerOf, servicesOf } from './service-access.js';
import { showTable } from './show-table.js';
import type { Surroundings } from './surroundings.js';

interface BrokerQueue {
  readonly name: string;
  readonly messages_ready?: number;
  readonly messages_unacknowledged?: number;
  readonly consumers?: number;
}

interface QueueLine {
  readonly queue: string;
  readonly ready: number;
  readonly unacked: number;
  readonly consumers: number;
  /** How long a message waits, by the services' canaries; absent for queues no service of ours consumes. */
  readonly ageSeconds?: number;
}

export function addQueues(program: Command, around: Surroundings): void {
  withFormat(program.command('queues'))
    .description('what waits in each queue, who consumes it, and how long a message waits')
    .addHelpText(
      'after',
      `
The broker counts (RABBITMQ_MANAGEMENT_URL, …, see topology); ages come from the services (SELOSTE_SERVICES).

Examples:
  $ seloste queues
  $ seloste queues --format json | jq '.[] | select(.ageSeconds > 60)'`,
    )
    .action(async (options: { format: string }) => {
      const lines = await queueLines(around);
      show(around, options, lines, () =>
        showTable(
          ['queue', 'ready', 'unacked', 'consumers', 'age s'],
          lines.map((line) => [line.queue, line.ready, line.unacked, line.consumers, line.ageSeconds]),
        ),
      );
    });
}

async function queueLines(around: Surroundings): Promise<readonly QueueLine[]> {
  const { managementUrl, admin, vhost, topology } = await brokerAccess(around);
  const queues = (await new ManagementApi(managementUrl, admin).get<BrokerQueue[]>('queues', vhost)) ?? [];
  const ages = await agesByQueue(around);
  return queues
    .filter(({ name }) => queueSpec(topology, name) !== undefined)
    .map(({ name, messages_ready: ready = 0, messages_unacknowledged: unacked = 0, consumers = 0 }) => {
      const ageSeconds = ages.get(name);
      return { queue: name, ready, unacked, consumers, ...(ageSeconds !== undefined && { ageSeconds }) };
    })
    .sort((one, other) => one.queue.localeCompare(other.queue));
}

/** A service that does not answer leaves its ages out, and says so; the broker's counts are shown all the same. */
async function agesByQueue(around: Surroundings): Promise<ReadonlyMap<string, number>> {
  const services = await servicesOf(around).catch(() => []);
  const ages = new Map<string, number>();
  await Promise.all(
    services.map(async ({ name, url }) => {
      try {
        const text = await (await answerOf(name, `${url}/metrics`)).text();
        for (const [, queue, age] of text.matchAll(
          /^seloste_queue_age_seconds\{queue="([^"]+)"\} (\S+)$/gm,
        )) {
          ages.set(queue ?? '', Math.round(Number(age) * 10) / 10);
        }
      } catch {
        around.err(`${name} does not answer: the ages of its queues are left out\n`);
      }
    }),
  );
  return ages;
}
