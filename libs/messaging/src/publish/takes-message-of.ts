import type { Link } from '../connection/link.js';
import { ownExchange } from '../topology/names.js';

/** Whether the broker takes a message of so many bytes. It goes to no queue, and only its channel is lost. */
export async function takesMessageOf(bytes: number, service: string, link: Link): Promise<boolean> {
  const channel = await (await link.up(AbortSignal.timeout(5000))).createConfirmChannel();
  const refused = new Promise<false>((resolve) => {
    channel.once('error', () => resolve(false));
  });
  channel.publish(ownExchange(service), 'no-queue-is-bound-for-this', Buffer.alloc(bytes));
  const confirmed = channel.waitForConfirms().then(() => true);
  confirmed.catch(() => undefined);
  const taken = await Promise.race([refused, confirmed]);
  if (taken) await channel.close();
  return taken;
}
