import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Questions {
  readonly ready: () => boolean;
  readonly summary: () => object;
  readonly campaign: (recipients: number, optOuts: number) => Promise<object>;
}

/**
 * `GET /health/ready`, `GET /summary`, and `POST /campaigns?recipients=n&optOuts=m`, which answers when the campaign is
 * over.
 */
export function serveSummary(port: number, host: string, questions: Questions): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request, questions).then(
      ([status, body]) => send(response, status, body),
      () => send(response, 502, { status: 'campaign-failed' }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

async function answer(request: IncomingMessage, questions: Questions): Promise<readonly [number, object]> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  switch (`${request.method} ${pathname}`) {
    case 'GET /health/ready':
      return questions.ready() ? [200, { status: 'ready' }] : [503, { status: 'starting' }];
    case 'GET /summary':
      return [200, questions.summary()];
    case 'POST /campaigns': {
      const recipients = Number(searchParams.get('recipients') ?? '200');
      const optOuts = Number(searchParams.get('optOuts') ?? '6');
      if (!isCount(recipients, 1)) return [400, { status: 'recipients must be 1 to 10000' }];
      if (!isCount(optOuts, 0)) return [400, { status: 'optOuts must be 0 to 10000' }];
      return [200, await questions.campaign(recipients, optOuts)];
    }
    default:
      return [404, { status: 'not-found' }];
  }
}

const isCount = (value: number, least: number): boolean =>
  Number.isInteger(value) && value >= least && value <= 10_000;

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
