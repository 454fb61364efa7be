import { statfs } from 'node:fs/promises';
import { checkTopology, ManagementApi } from '#messaging';
import type { Diagnosis } from '#service';
import { certificateEnd, daysLeft } from '#storage';
import { type BrokerAccess, brokerAccess } from '../broker-access.js';
import { answerOf, askOps, type ServiceAccess, servicesOf } from '../service-access.js';
import type { Surroundings } from '../surroundings.js';
import { error, type Finding, inArea, warning } from './finding.js';
import { type BrokerSeen, judgeBroker } from './judge-broker.js';
import {
  type Clocks,
  judgeCertificate,
  judgeMeasures,
  type Measures,
  readSamples,
} from './judge-measures.js';
import { judgeServices, type Met } from './judge-services.js';

/** Asks everything and judges it; what does not answer is a finding and no end. */
export async function examine(around: Surroundings, dataFolder?: string): Promise<readonly Finding[]> {
  const services = await servicesOf(around);
  const broker = await brokerAccess(around);
  const met = await Promise.all(services.map((service) => meet(around, service, service === services[0])));
  const measures = await Promise.all(services.map(measure));
  const seen = await brokerSeen(broker).catch(() => undefined);
  const takesTooLarge = met[0]?.diagnosis?.takesTooLarge;
  return [
    ...judgeServices(met),
    ...(seen === undefined
      ? inArea('configuration', '', [
          error(
            'the management API of the broker does not answer',
            'check RABBITMQ_MANAGEMENT_URL and the admin user',
          ),
        ])
      : judgeBroker(broker.topology, { ...seen, ...(takesTooLarge !== undefined && { takesTooLarge }) })),
    ...judgeMeasures(
      measures.flatMap((one) => one ?? []),
      await clocks(met, broker),
    ),
    ...(await ownCertificates([
      ...services.map(({ name, url }) => [name, url] as const),
      ['the management API', broker.managementUrl],
    ])),
    ...(dataFolder === undefined ? [] : await folderFindings(dataFolder)),
  ];
}

async function meet(around: Surroundings, service: ServiceAccess, probe: boolean): Promise<Met> {
  const askedMs = Date.now();
  try {
    const path = `/v1/ops/diagnosis${probe ? '?probe=message-size' : ''}`;
    const diagnosis = await askOps<Diagnosis>(around, service, path);
    // Its clock was read at some time between; whatever lies in there is no difference.
    const itsMs = Date.parse(diagnosis.now);
    const aheadMs = Math.max(0, itsMs - Date.now()) - Math.max(0, askedMs - itsMs);
    return { service: service.name, diagnosis, aheadSeconds: aheadMs / 1000 };
  } catch (problem) {
    return { service: service.name, refusal: problem instanceof Error ? problem.message : String(problem) };
  }
}

async function measure({ name, url }: ServiceAccess): Promise<Measures | undefined> {
  const answer = await answerOf(name, `${url}/metrics`).catch(() => undefined);
  return answer && { service: name, samples: readSamples(await answer.text()) };
}

async function brokerSeen({ managementUrl, admin, vhost, topology }: BrokerAccess): Promise<BrokerSeen> {
  const api = new ManagementApi(managementUrl, admin);
  const list = async <T>(...path: readonly string[]): Promise<readonly T[]> =>
    (await api.get<T[]>(...path)) ?? [];
  const [differences, users, permissions, nodes, queues] = await Promise.all([
    checkTopology(managementUrl, admin, vhost, topology),
    list<BrokerSeen['users'][number]>('users'),
    list<BrokerSeen['permissions'][number]>('permissions'),
    list<BrokerSeen['nodes'][number]>('nodes'),
    list<BrokerSeen['queues'][number]>('queues', vhost),
  ]);
  return { vhost, admin: admin.user, differences, users, permissions, nodes, queues };
}

async function clocks(met: readonly Met[], { managementUrl }: BrokerAccess): Promise<Clocks> {
  const ofBroker = await dateOf(managementUrl).catch(() => undefined);
  return {
    ...Object.fromEntries(
      met.flatMap(({ service, aheadSeconds }) =>
        aheadSeconds === undefined ? [] : [[service, aheadSeconds]],
      ),
    ),
    ...(ofBroker !== undefined && { 'the broker': ofBroker }),
  };
}

/** A Date header counts whole seconds, so it may be behind by one. */
async function dateOf(url: string): Promise<number | undefined> {
  const askedMs = Date.now();
  const response = await fetch(url, {
    method: 'HEAD',
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(5000),
  });
  const said = response.headers.get('date');
  if (said === null) return undefined;
  const itsMs = Date.parse(said);
  return (Math.max(0, itsMs - Date.now()) - Math.max(0, askedMs - itsMs - 1000)) / 1000;
}

async function ownCertificates(
  addresses: readonly (readonly [string, string])[],
): Promise<readonly Finding[]> {
  const secured = addresses.filter(([, url]) => url.startsWith('https:'));
  const found = await Promise.all(
    secured.map(async ([name, url]) => {
      const { hostname, port } = new URL(url);
      const end = await certificateEnd(hostname, Number(port || 443)).catch(() => undefined);
      return end === undefined
        ? []
        : judgeCertificate(`the certificate of ${name}`, daysLeft(end, Date.now()));
    }),
  );
  return secured.length === 0
    ? []
    : inArea('certificates', 'the HTTP addresses show certificates that last', found.flat());
}

async function folderFindings(folder: string): Promise<readonly Finding[]> {
  const found = await statfs(folder).catch(() => undefined);
  if (found === undefined)
    return inArea('disk', '', [error(`${folder} is not there`, 'name a folder that is')]);
  const free = found.bavail / found.blocks;
  const say = `${Math.round((1 - free) * 100)} % of the disk of ${folder} is used`;
  const judged = free < 0.1 ? [error(say, 'make room')] : free < 0.2 ? [warning(say, 'make room')] : [];
  return inArea('disk', say, judged);
}
