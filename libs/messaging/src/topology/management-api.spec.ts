import { createServer } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { ManagementApi } from './management-api.js';

test('no request waits on a connection that the broker may have closed meanwhile', async () => {
  let connections = 0;
  const broker = createServer((_request, response) => response.end('{}'));
  broker.on('connection', () => (connections += 1));
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const { port } = broker.address() as AddressInfo;
  const api = new ManagementApi(`http://127.0.0.1:${port}`, { user: 'admin', password: 'secret' });
  await api.get('overview');
  await api.put({}, 'vhosts', 'one');
  await api.get('overview');
  expect(connections).toBe(3);
  broker.close();
});

test('what the broker breaks off before it answers is asked again', async () => {
  let asked = 0;
  const broker = createServer((request, response) => {
    asked += 1;
    if (asked < 3) request.socket.destroy();
    else response.end('{"asked":3}');
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const { port } = broker.address() as AddressInfo;
  const api = new ManagementApi(`http://127.0.0.1:${port}`, { user: 'admin', password: 'secret' });
  expect(await api.get('overview')).toEqual({ asked: 3 });
  broker.close();
});
