const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const queues = ['retention.intake', 'consent.intake', 'marketing-suppression.intake'];
const every = 500;
const unchangedFor = 8_000;
const givenUpAfter = 10 * 60_000;

/** How many messages wait, told by the broker itself; its management would tell what was true seconds ago. */
async function openGauge(amqpUrl) {
  const { connect } = await import('amqplib');
  const connection = await connect(amqpUrl, { noDelay: true });
  connection.on('error', () => {});
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  return {
    waiting: async () => {
      const counts = await Promise.all(queues.map((queue) => channel.checkQueue(queue)));
      return counts.reduce((sum, { messageCount }) => sum + messageCount, 0);
    },
    close: () => connection.close().catch(() => {}),
  };
}

const isWhole = ({ retention, consent }, expected) =>
  retention.customers >= expected.customers &&
  retention.guests >= expected.guests &&
  retention.orders >= expected.orders + expected.returned &&
  consent.ordersKnown >= expected.orders;

/**
 * Waits until the services have taken in what the store told. What was erased is never whole again: then it is
 * enough that nothing waits and nothing moves any more. Resolves with whether it came to its end, and the seconds.
 */
export async function untilTakenIn({ ask, amqpUrl, expected, say }) {
  const begun = Date.now();
  const seconds = () => (Date.now() - begun) / 1000;
  const gauge = await openGauge(amqpUrl);
  let seen;
  let since = begun;
  try {
    while (Date.now() - begun < givenUpAfter) {
      const [retention, consent, waiting] = await Promise.all([
        ask('retention', 'GET /v1/summary', { role: 'ops' }),
        ask('consent', 'GET /v1/summary', { role: 'ops' }),
        gauge.waiting(),
      ]);
      const done = waiting === 0 && retention.stale === 0;
      if (done && isWhole({ retention, consent }, expected)) return { whole: true, seconds: seconds() };
      const state = JSON.stringify([retention, consent.ordersKnown, consent.partiesKnown, waiting]);
      if (state !== seen) [seen, since] = [state, Date.now()];
      if (done && Date.now() - since > unchangedFor) return { whole: true, seconds: seconds() };
      const of = expected.orders + expected.returned;
      say.moving(`taken in ${retention.orders} of ${of} orders and returns, ${waiting} events wait`);
      await pause(every);
    }
    return { whole: false, seconds: seconds() };
  } finally {
    await gauge.close();
  }
}
