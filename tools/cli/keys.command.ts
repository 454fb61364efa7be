import type { Command } from 'commander';
import type { KeyInUse, KeysAnswer } from '#service';
import type { Rewrapped } from '#storage';
import { show, withFormat } from './output.js';
import { askOps, serviceNamed, servicesOf, type ServiceAccess } from './service-access.js';
import { showTable } from './show-table.js';
import { Failure, type Surroundings } from './surroundings.js';

interface KeyOfService extends KeyInUse {
  readonly service: string;
}

interface Asked {
  readonly service?: string;
  readonly format: string;
}

export function addKeys(program: Command, around: Surroundings): void {
  const keys = withFormat(program.command('keys'))
    .description('keys by their names: which is current, and how much is under each')
    .option('--service <service>', 'of one service only')
    .addHelpText(
      'after',
      `
Names and counts only; no key leaves a service. SELOSTE_SERVICES and SELOSTE_TOKEN as for parked.

Examples:
  $ seloste keys
  $ seloste keys --format json | jq '.[] | select(.current | not)'
  $ seloste keys rewrap --service consent`,
    )
    .action(async (asked: Asked) => {
      const found = (await each(around, asked, (one) => keysOf(around, one))).flat();
      show(around, asked, found, () =>
        showTable(['service', 'key', 'name', 'new ones', 'uses'], rows(found)),
      );
    });
  withFormat(keys.command('rewrap'))
    .description('wrap every data key anew by the current master key, while the services run')
    .option('--service <service>', 'of one service only')
    .addHelpText(
      'after',
      `
May be broken off and begun again at any time. Once it is done everywhere and stays done, the older master key may be
taken out of MASTER_KEY_FILE; keep it as long as there are backups from before. Exit code 1 where something is left.

Examples:
  $ seloste keys rewrap
  $ seloste keys rewrap --service consent --format json`,
    )
    .action(async (_own: Asked, command: Command) => {
      const asked = command.optsWithGlobals<Asked>();
      const done = await each(around, asked, async (service) => ({
        service: service.name,
        ...(await rewrap(around, service)),
      }));
      show(around, asked, done, () => done.map(wordsFor).join('\n'));
      const left = done.filter((one) => one.left > 0);
      if (left.length > 0)
        throw new Failure(`not all is wrapped anew: ${left.map(({ service }) => service).join(', ')}`);
    });
}

async function each<T>(
  around: Surroundings,
  { service }: Asked,
  ask: (service: ServiceAccess) => Promise<T>,
): Promise<readonly T[]> {
  const services = service === undefined ? await servicesOf(around) : [await serviceNamed(around, service)];
  return Promise.all(services.map(ask));
}

async function keysOf(around: Surroundings, service: ServiceAccess): Promise<readonly KeyOfService[]> {
  const { keys } = await askOps<KeysAnswer>(around, service, '/v1/ops/keys');
  return keys.map((key) => ({ service: service.name, ...key }));
}

/** A slice at a time, until one does nothing: what is left then does not open. */
async function rewrap(around: Surroundings, service: ServiceAccess): Promise<Rewrapped> {
  for (let rewrapped = 0; ;) {
    const slice = await askOps<Rewrapped>(around, service, '/v1/ops/keys/rewrap', {});
    rewrapped += slice.rewrapped;
    if (slice.left === 0 || slice.rewrapped === 0) return { ...slice, rewrapped };
    around.err(`${service.name}: ${rewrapped} wrapped anew, ${slice.left} left\n`);
  }
}

const rows = (found: readonly KeyOfService[]) =>
  found.map(({ service, what, kid, current, uses }) => [
    service,
    what,
    kid,
    current ? 'yes' : 'no',
    Object.entries(uses)
      .map(([name, many]) => `${many} ${name}`)
      .join(', ') || '-',
  ]);

const wordsFor = ({
  service,
  current,
  rewrapped,
  left,
  unopened,
}: Rewrapped & { readonly service: string }) =>
  `${service}: ${rewrapped} data keys wrapped anew by ${current}, ${left} left${unopened > 0 ? `; ${unopened} were changed and do not open` : ''}`;
