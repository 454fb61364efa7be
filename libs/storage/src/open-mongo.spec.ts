import { describe, expect, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { ping } from './open-mongo.js';
import { TransientStorageError } from './storage-errors.js';

describe('asking MongoDB whether it is there', () => {
  test('ends in the time given also where it takes the question and keeps silent', async () => {
    const silent = { db: { command: () => new Promise(() => undefined) } } as unknown as Connection;
    await expect(ping(silent, 20)).rejects.toThrow(TransientStorageError);
  });
});
