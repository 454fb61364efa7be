import { describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { isTransient, StorageBusyError, TransientStorageError } from './storage-errors.js';

const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const labelled = new mongo.MongoServerError({ message: 'x', errorLabels: ['RetryableWriteError'] });
const overloaded = new mongo.MongoServerError({
  message: 'x',
  errorLabels: ['SystemOverloadedError', 'RetryableError'],
});

describe('an error is worth repeating the call', () => {
  test.each<[string, unknown]>([
    ['a broken connection', new mongo.MongoNetworkError('gone')],
    ['a reset socket', reset],
    ['a reset socket as the cause', new Error('insert failed', { cause: reset })],
    ['a primary that stepped down', new mongo.MongoServerError({ message: 'x', code: 10107 })],
    ['a label of the driver', labelled],
    ['a cache that is full for now', new mongo.MongoServerError({ message: 'x', code: 365 })],
    ['a server that turns requests away', new mongo.MongoServerError({ message: 'x', code: 462 })],
    ['a label of a server that is overloaded', overloaded],
    ['a closed connection, by its words', new Error('connection 3 to 127.0.0.1:27017 closed')],
    ['no server to be found', new mongo.MongoServerSelectionError('none', {} as mongo.TopologyDescription)],
    ['our own', new TransientStorageError('x')],
    ['our own, of load', new StorageBusyError('x')],
  ])('%s', (_, error) => {
    expect(isTransient(error)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a duplicate key', new mongo.MongoServerError({ message: 'E11000', code: 11000 })],
    ['a refused user', new mongo.MongoServerError({ message: 'not authorised', code: 13 })],
    ['a bug', new TypeError('x is undefined')],
    ['something that is no error', 'ECONNRESET'],
    ['nothing', undefined],
  ])('but not %s', (_, error) => {
    expect(isTransient(error)).toBe(false);
  });
});
