import { InvalidArgumentError, type Command } from 'commander';
import { isInstant } from './moments.js';
import { show, withFormat } from './output.js';
import { askAs, serviceNamed, servicesOf, type ServiceAccess } from './service-access.js';
import { showTable } from './show-table.js';
import type { Surroundings } from './surroundings.js';

interface AuditRecord {
  readonly _id: string;
  readonly at: string;
  readonly who: string;
  readonly role: string;
  readonly method: string;
  readonly route: string;
  readonly of?: Readonly<Record<string, string>>;
  readonly parties?: readonly string[];
  readonly outcome: string;
  readonly status: number;
}
type Listed = AuditRecord & { readonly service: string };
interface Options {
  readonly service?: string;
  readonly party?: { readonly source: string; readonly id: string };
  readonly who?: string;
  readonly from?: string;
  readonly until?: string;
  readonly limit: number;
  readonly format: string;
}

export function addAudit(program: Command, around: Surroundings): void {
  withFormat(program.command('audit'))
    .description('who of the company read what of whom, and did what; asking is put on record too')
    .option('--service <service>', 'at one service only')
    .option('--party <source:id>', 'about this party, by the source and its own id', partyOf)
    .option('--who <sub>', 'by this subject of an access token')
    .option('--from <instant>', 'from this moment on', momentOf)
    .option('--until <instant>', 'before this moment', momentOf)
    .option('--limit <count>', 'the newest so many of each service', countOf, 100)
    .addHelpText(
      'after',
      `
Environment:
  SELOSTE_SERVICES   '{"consent":"http://…", …}'; the embedded run's own where left out
  SELOSTE_TOKEN      an access token with the role officer; the embedded run's own where left out

Examples:
  $ seloste audit                                         # of every service, the newest first
  $ seloste audit --party web-store:customer/12748        # who looked this customer up
  $ seloste audit --who desk-7 --from 2026-07-01T00:00:00+03:00 --limit 1000`,
    )
    .action(async (options: Options) => {
      const { service } = options;
      const services =
        service === undefined ? await servicesOf(around) : [await serviceNamed(around, service)];
      const found = await Promise.all(services.map((each) => recordsOf(around, each, options)));
      const records = found.flat().sort((one, other) => (one._id < other._id ? 1 : -1));
      show(around, options, records, () =>
        records.length === 0 ? 'nothing is on record' : tableOf(records),
      );
    });
}

async function recordsOf(
  around: Surroundings,
  service: ServiceAccess,
  { party, who, from, until, limit }: Options,
): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (let after: string | undefined; listed.length < limit;) {
    const question = { party, who, from, until, after, limit: Math.min(limit - listed.length, 500) };
    const page = await askAs<{ records: AuditRecord[]; next?: string }>(
      around,
      'officer',
      service,
      '/v1/audit/find',
      question,
    );
    listed.push(...page.records.map((record) => ({ service: service.name, ...record })));
    after = page.next;
    if (after === undefined) break;
  }
  return listed;
}

function partyOf(value: string): { source: string; id: string } {
  const [, source, id] = /^([a-z][a-z0-9-]*):(.+)$/.exec(value) ?? [];
  if (source === undefined || id === undefined)
    throw new InvalidArgumentError('must be such as web-store:customer/12748');
  return { source, id };
}

function momentOf(value: string): string {
  if (!isInstant(value)) throw new InvalidArgumentError('must be such as 2026-07-01T00:00:00+03:00');
  return value;
}

function countOf(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('must be a number from 1 on');
  return count;
}

const tableOf = (records: readonly Listed[]): string =>
  showTable(
    ['at', 'service', 'who', 'role', 'act', 'of', 'parties', 'outcome'],
    records.map(({ at, service, who, role, method, route, of, parties, outcome, status }) => [
      at,
      service,
      who,
      role,
      `${method} ${route}`,
      of && Object.values(of).join(' '),
      parties?.join(' '),
      `${outcome} ${status}`,
    ]),
  );
