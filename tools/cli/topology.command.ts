import type { Command } from 'commander';
import { applyTopology, checkTopology } from '#messaging';
import { brokerAccess } from './broker-access.js';
import { show, withFormat } from './output.js';
import { Failure, type Surroundings } from './surroundings.js';
import { usersIn } from './users-file.js';

export function addTopology(program: Command, around: Surroundings): void {
  const topology = program
    .command('topology')
    .description('exchanges, queues, limits and rights at the broker')
    .addHelpText(
      'after',
      `
Environment:
  RABBITMQ_MANAGEMENT_URL, RABBITMQ_ADMIN_USER, RABBITMQ_ADMIN_PASSWORD, RABBITMQ_VHOST (seloste)
  STORES, MARKETING_SERVICES   who takes part, as the services have it (web-store; marketing-service)
  BROKER_USERS_FILE            for apply: a JSON file, broker user → password

Examples:
  $ seloste topology apply     # puts everything in place; may be repeated at any time
  $ seloste topology check     # exit code 1 and a line for each difference`,
    );
  withFormat(topology.command('apply'))
    .description('put everything in place; no queue is ever deleted')
    .action(async (options: { format: string }) => {
      const { managementUrl, admin, vhost, topology: declared } = await brokerAccess(around);
      const users = await usersIn(around, 'BROKER_USERS_FILE');
      await applyTopology(managementUrl, admin, vhost, declared, { users });
      show(
        around,
        options,
        { vhost, users: Object.keys(users) },
        () => `the topology stands in the vhost ${vhost}`,
      );
    });
  withFormat(topology.command('check'))
    .description('tell every difference between the broker and what is declared')
    .action(async (options: { format: string }) => {
      const { managementUrl, admin, vhost, topology: declared } = await brokerAccess(around);
      const differences = await checkTopology(managementUrl, admin, vhost, declared);
      const words = (): string => (differences.length === 0 ? 'as declared' : differences.join('\n'));
      show(around, options, { vhost, differences }, words);
      if (differences.length > 0) throw new Failure(`the vhost ${vhost} is not as declared`);
    });
}
