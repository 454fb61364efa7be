import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readKeyFile } from './key-file.js';

const good = Buffer.alloc(32, 7).toString('base64url');
const secret = 'c2VjcmV0LWJ5dGVz';

describe('a key file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seloste-key-file-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (content: string): Promise<unknown> => {
    const path = join(folder, 'keys.json');
    await writeFile(path, content);
    return readKeyFile(path);
  };

  test('gives its keys by name', async () => {
    expect(await read(JSON.stringify({ current: 'h1', keys: { h1: good } }))).toEqual({
      current: 'h1',
      keys: new Map([['h1', Buffer.alloc(32, 7)]]),
    });
  });

  test.each([
    ['is not JSON', `{"keys": ${secret}`, 'it is not JSON'],
    ['is null', 'null', '"current" must name a key'],
    ['names no current key', JSON.stringify({ keys: { h1: good } }), '"current" must name a key'],
    ['has no keys', JSON.stringify({ current: 'h1' }), '"keys" must be an object'],
    ['names a key it does not hold', JSON.stringify({ current: 'h2', keys: { h1: good } }), 'not in "keys"'],
    ['has a short key', JSON.stringify({ current: 'h1', keys: { h1: secret } }), 'at least 32 bytes'],
    [
      'has a key that is no base64url',
      JSON.stringify({ current: 'h1', keys: { h1: `${secret}+/` } }),
      'base64url',
    ],
    [
      'has a name that cannot stand in a reference',
      JSON.stringify({ current: 'h_1', keys: { h_1: good } }),
      'a-z',
    ],
  ])('that %s is refused, without telling any of it', async (_, content, reason) => {
    const refusal = await read(content).then(
      () => new Error('was accepted'),
      (error: unknown) => error as Error,
    );
    expect(refusal.message).toContain(reason);
    expect(`${refusal.message}${String(refusal.cause)}`).not.toContain(secret);
  });

  test('that is missing is named', async () => {
    await expect(readKeyFile('/nowhere/keys.json')).rejects.toThrow('/nowhere/keys.json: ENOENT');
  });
});
