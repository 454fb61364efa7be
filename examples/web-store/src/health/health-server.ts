import { createServer, type Server } from 'node:http';

/** `GET /health/ready`, so that whoever starts the store knows when it is. */
export function serveHealth(port: number, host: string, isReady: () => Promise<boolean>): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method !== 'GET' || request.url !== '/health/ready')
      return answer(404, { status: 'not-found' });
    isReady().then(
      (ready) => answer(ready ? 200 : 503, { status: ready ? 'ready' : 'starting' }),
      () => answer(503, { status: 'degraded' }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}
