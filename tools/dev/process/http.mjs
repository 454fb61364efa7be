import { get } from 'node:http';

/** The status of one GET, 0 when nobody answers. No connection is kept: a server stops faster without any. */
export const statusOf = (url, headers = {}) =>
  new Promise((resolve) => {
    const request = get(
      url,
      { agent: false, headers: { ...headers, connection: 'close' }, timeout: 2_000 },
      (answer) => {
        answer.resume().once('close', () => resolve(answer.statusCode));
      },
    );
    request.once('timeout', () => request.destroy()).once('error', () => resolve(0));
  });
