import { isIP } from 'node:net';
import { connect } from 'node:tls';

const WITHIN_MS = 3000;

/** When the certificate ends that a TLS server shows; whether it is trusted is asked by whoever really connects. */
export function certificateEnd(host: string, port: number): Promise<Date> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: false,
      timeout: WITHIN_MS,
    });
    socket.once('secureConnect', () => {
      const { valid_to: end } = socket.getPeerCertificate();
      socket.destroy();
      resolve(new Date(end));
    });
    socket.once('timeout', () => socket.destroy(new Error('the TLS server does not answer')));
    socket.once('error', reject);
  });
}

export const daysLeft = (end: Date, nowMs: number): number => (end.getTime() - nowMs) / 86_400_000;
