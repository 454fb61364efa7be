import type { Command } from 'commander';
import { examine } from './doctor/examine.js';
import { AREAS, type Finding } from './doctor/finding.js';
import { show, withFormat } from './output.js';
import { Failure, type Surroundings } from './surroundings.js';

export function addDoctor(program: Command, around: Surroundings): void {
  withFormat(program.command('doctor'))
    .description(
      'looks at configuration, permissions, drift, clocks, disk, certificates and queues; says what to do',
    )
    .option('--data <folder>', 'also look at the disk of this folder')
    .addHelpText(
      'after',
      `
Asks the services (SELOSTE_SERVICES, SELOSTE_TOKEN of role ops) and the broker (RABBITMQ_MANAGEMENT_URL, …, see topology);
those of the embedded run where left out. It changes nothing. Exit code 1 where something is an error.

Examples:
  $ seloste doctor
  $ seloste doctor --format json | jq '.[] | select(.state == "error")'`,
    )
    .action(async ({ data, format }: { data?: string; format: string }) => {
      const findings = await examine(around, data);
      const sorted = AREAS.flatMap((area) => findings.filter((one) => one.area === area));
      show(around, { format }, sorted, () => sorted.map(line).join('\n'));
      const errors = sorted.filter(({ state }) => state === 'error').length;
      if (errors > 0) throw new Failure(`${errors} ${errors === 1 ? 'error' : 'errors'}`);
    });
}

const line = ({ area, state, what, todo }: Finding): string =>
  `${state.padEnd(7)}  ${area.padEnd(13)}  ${what}${todo === undefined ? '' : `\n${' '.repeat(26)}${todo}`}`;
