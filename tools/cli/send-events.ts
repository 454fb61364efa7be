import { Registry } from 'prom-client';
import type { CloudEvent } from '#contracts';
import { BrokerConnection, Publisher, routeOf, silentLog } from '#messaging';
import { brokerCa } from './certificates.js';
import { Failure, required, type Surroundings } from './surroundings.js';

/** As the broker user of the service, by its AMQP_URL. Throws where the broker does not have each of them. */
export async function sendEvents(
  around: Surroundings,
  service: string,
  events: readonly CloudEvent[],
): Promise<void> {
  const { AMQP_URL: url } = required(around.env, 'AMQP_URL');
  const connection = new BrokerConnection({
    url,
    name: `${service}-resend`,
    log: silentLog,
    ...(await brokerCa(around)),
  });
  const publisher = new Publisher({ connection, log: silentLog, metrics: new Registry() });
  connection.start();
  try {
    const outcomes = await publisher.publish(events.map((event) => ({ ...routeOf(event), event })));
    const failed = outcomes.filter((outcome) => outcome !== 'confirmed').length;
    if (failed > 0) throw new Failure(`${failed} of ${outcomes.length} events could not be sent; repeat it`);
  } finally {
    await publisher.close();
    await connection.close();
  }
}
