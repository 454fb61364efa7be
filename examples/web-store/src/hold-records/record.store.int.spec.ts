import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { RecordStore } from './record.store.js';

const sockets = new Set<Socket>();
const remember = (message: unknown): void => void sockets.add((message as { socket: Socket }).socket);

let uri: string;
let store: RecordStore;
beforeAll(async () => {
  const server = new URL(process.env['TEST_MONGODB_URI'] ?? 'mongodb://localhost:27017');
  server.pathname = `/store_${randomBytes(4).toString('hex')}`;
  subscribe('net.client.socket', remember);
  uri = server.href;
  store = await RecordStore.open(uri);
});
afterAll(async () => {
  unsubscribe('net.client.socket', remember);
  await store.close();
  const client = new mongoose.mongo.MongoClient(uri);
  await client.db().dropDatabase();
  await client.close();
});

test('An answer is kept though MongoDB goes away at the very moment it is written', async () => {
  await store.ping();
  for (const socket of sockets) socket.destroy();
  const plan = { outcome: 'done', verdicts: [], erasures: [] } as const;
  expect(await store.plans.save('c-1', plan)).toEqual(plan);
}, 15_000);
