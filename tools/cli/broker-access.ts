import { type BrokerAdmin, type Topology } from '#messaging';
import { readRegistered, type Registered } from '#participant';
import { serviceNames } from '../../apps/services.js';
import { installationTopology } from '../../apps/topology.js';
import { ofTheRun, required, UsageError, type Surroundings } from './surroundings.js';

export interface BrokerAccess {
  readonly managementUrl: string;
  readonly admin: BrokerAdmin;
  readonly vhost: string;
  /** What is to stand there, with those who take part. */
  readonly topology: Topology;
}

/** From the environment, or from the embedded run (`broker.json` holds the same names). */
export async function brokerAccess(around: Surroundings): Promise<BrokerAccess> {
  const written =
    around.env['RABBITMQ_MANAGEMENT_URL'] === undefined ? await ofTheRun(around, 'broker.json') : undefined;
  if (around.env['RABBITMQ_MANAGEMENT_URL'] === undefined && written === undefined)
    throw new UsageError(
      'no broker is known: set RABBITMQ_MANAGEMENT_URL, RABBITMQ_ADMIN_USER and RABBITMQ_ADMIN_PASSWORD, or run npm start',
    );
  const env = written === undefined ? around.env : (JSON.parse(written) as Surroundings['env']);
  const found = required(env, 'RABBITMQ_MANAGEMENT_URL', 'RABBITMQ_ADMIN_USER', 'RABBITMQ_ADMIN_PASSWORD');
  if (!URL.canParse(found.RABBITMQ_MANAGEMENT_URL))
    throw new UsageError('RABBITMQ_MANAGEMENT_URL is no address');
  return {
    managementUrl: found.RABBITMQ_MANAGEMENT_URL,
    admin: { user: found.RABBITMQ_ADMIN_USER, password: found.RABBITMQ_ADMIN_PASSWORD },
    vhost: env['RABBITMQ_VHOST'] ?? 'seloste',
    topology: installationTopology(registeredIn(env)),
  };
}

/** STORES and MARKETING_SERVICES, as the services have them. */
export function registeredIn(env: Surroundings['env']): Registered {
  const { registered, problems } = readRegistered(env, serviceNames);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return registered;
}
