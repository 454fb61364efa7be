import { statusOf } from '../process/http.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** True once the broker itself says that its AMQP port listens; false when it ended or took too long. */
export async function listens({ port, user, password, amqp, isOver, within = 90_000 }) {
  const url = `http://127.0.0.1:${port}/api/health/checks/port-listener/${amqp}`;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  for (const end = Date.now() + within; Date.now() < end && !isOver(); await pause(150)) {
    if ((await statusOf(url, { authorization })) === 200) return true;
  }
  return false;
}
