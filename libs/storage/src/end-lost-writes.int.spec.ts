import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { testDatabase, type TestDatabase } from '#testing';
import { databaseOf, openMongo } from './open-mongo.js';

const sockets = new Set<Socket>();
const remember = (message: unknown): void => void sockets.add((message as { socket: Socket }).socket);

let database: TestDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await testDatabase('lost_writes');
  subscribe('net.client.socket', remember);
  connection = await openMongo(database.uri);
});
afterAll(async () => {
  unsubscribe('net.client.socket', remember);
  await connection.close();
  await database.drop();
});

describe('a connection that dies at the moment it is to be used', () => {
  test.each([
    ['a read', () => notes().findOne({ _id: 'none' })],
    ['a write', () => notes().insertOne({ _id: `${Date.now()}` })],
    ['a bulk write', () => notes().insertMany([{ _id: `a${Date.now()}` }], { ordered: false })],
  ])(
    '%s is answered all the same, by another connection',
    async (_, ask) => {
      await notes().countDocuments();
      // As when the server's end arrives: the socket is gone, and nobody was told of it yet.
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await expect(ask()).resolves.not.toBeUndefined();
    },
    15_000,
  );
});

const notes = () => databaseOf(connection).collection<{ _id: string }>('notes');
