import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import amqplib from 'amqplib';
import { openMongo, ping } from '#storage';
import { testDatabase, uriWithDatabase } from './test-database.js';
import { fixedHashKeys, testSecrets } from './test-secrets.js';
import { testVhost } from './test-vhost.js';

describe('what a test gets for itself', () => {
  test('a database, gone afterwards', async () => {
    const database = await testDatabase('own');
    await database.connection.db!.collection('things').insertOne({ a: 1 });
    const asAService = await openMongo(database.uri);
    expect(await asAService.db!.collection('things').countDocuments()).toBe(1);
    await ping(asAService);
    await database.drop();
    expect((await asAService.db!.admin().listDatabases()).databases.map(({ name }) => name)).not.toContain(
      database.name,
    );
    await asAService.close();
  });

  test('a vhost, gone afterwards', async () => {
    const vhost = await testVhost('own');
    const connection = await amqplib.connect(vhost.amqpUrl);
    const channel = await connection.createChannel();
    await channel.assertQueue('q', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await connection.close();
    expect(await vhost.manage('GET', `/queues/${vhost.name}`)).toMatchObject([{ name: 'q', type: 'quorum' }]);
    await vhost.remove();
    await expect(vhost.manage('GET', `/vhosts/${vhost.name}`)).rejects.toThrow('404');
  });

  test('key files, gone afterwards', async () => {
    const secrets = await testSecrets();
    expect(secrets.hashKeys.partyRef('a', 'b')).toBe(fixedHashKeys().partyRef('a', 'b'));
    expect(await readFile(secrets.environment.LINK_KEYS_FILE, 'utf8')).toContain('"current":"l1"');
    await secrets.remove();
    await expect(readFile(secrets.masterKeyFile)).rejects.toThrow('ENOENT');
  });

  test.each([
    ['mongodb://a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/own?replicaSet=rs0'],
    ['mongodb://u:p@a:1', 'mongodb://u:p@a:1/own'],
    ['mongodb://a:1/other?x=1', 'mongodb://a:1/own?x=1'],
  ])('the URI %s with its database', (uri, expected) => {
    expect(uriWithDatabase(uri, 'own')).toBe(expected);
  });
});
