import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PolicyPublished } from '#contracts';
import type { Received } from '#messaging';
import { contentOfVersion, type Officer, parsePolicy, policyAt, publicationText } from '#policy';
import { FactLog, noOutbox } from '#storage';
import { anOfficer, aPublication, type TestOfficer } from '#testing';
import { pino } from 'pino';
import { isSignedBy, loadOfficers, sha256 } from './officers.js';
import { PolicyBook } from './policy-book.js';
import { PolicyWatch } from './policy-watch.js';
import type { PublishedPolicyFact } from './published-policy.js';

const first = parsePolicy(readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8'), 'policy.yaml');
let folder: string;
let officer: TestOfficer;
let officers: readonly Officer[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seloste-book-'));
  officer = await anOfficer(folder);
  officers = await loadOfficers(officer.file);
});
afterAll(() => rm(folder, { recursive: true }));

/** What all instances of one service share. */
class StoredFacts {
  readonly stored = new Map<string, PublishedPolicyFact>();
  readonly collection = { find: () => ({ toArray: async () => [...this.stored.values()] }) };
  findByIds = async (ids: readonly string[]) => new Map(ids.map((id) => [id, this.stored.get(id)!]));
  insertMany = async (facts: readonly PublishedPolicyFact[]) =>
    facts.map((fact) => {
      const known = this.stored.has(fact._id);
      if (!known) this.stored.set(fact._id, fact);
      return known ? 'duplicate' : 'inserted';
    });
}

function published(validFrom: string, edit?: (text: string) => string): PolicyPublished {
  const options = { validFrom, on: '2026-06-30', accepting: false, ...(edit !== undefined && { edit }) };
  const { files, signedBy, signature } = aPublication(officer, options);
  const [version, hash] = [`midare/${validFrom}`, sha256(contentOfVersion(files))];
  const told = { version, company: 'midare', validFrom, sha256: hash, files, accepted: [] };
  return Object.assign(new PolicyPublished(), {
    ...told,
    signedBy,
    signature,
    publishedAt: '2026-06-30T09:00:00Z',
  });
}

const received = (data: PolicyPublished): Received<PolicyPublished> =>
  ({ event: { data, lane: 'consent/1', lanesequence: 7 } }) as Received<PolicyPublished>;

function instances(shared = new StoredFacts()) {
  const facts = shared as never;
  const factLog = new FactLog<PublishedPolicyFact>(facts, noOutbox);
  const books = [1, 2].map(() => new PolicyBook([first], facts));
  const watches = books.map(
    (book) => new PolicyWatch(book, factLog, officers, pino({ level: 'silent' }), 20),
  );
  return { shared, books, watches };
}

const worded = (text: string): string => text.replace('street: Ahjokatu 14', 'street: Ahjokatu 99');

describe('A published version reaches every instance of a service', () => {
  it('is told to one, and the other reads it; each decides by it from its first day on', async () => {
    const { books, watches, shared } = instances();
    const others = books[1]!.policies;
    await watches[1]!.onApplicationBootstrap();
    expect(await watches[0]!.take([received(published('2027-01-01'))])).toEqual([{ kind: 'done' }]);
    expect(books[0]!.policies.map(({ version }) => version)).toEqual([
      'midare/2018-05-25',
      'midare/2027-01-01',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await watches[1]!.onApplicationShutdown();
    expect(policyAt(others, '2026-12-31').version).toBe('midare/2018-05-25');
    expect(policyAt(others, '2027-01-01').version).toBe('midare/2027-01-01');
    expect(shared.stored.get('policy/midare/2027-01-01')).toMatchObject({ lane: 'consent/1', n: 7 });
  });

  it('stands in its place whatever order versions come in, once however often it is told', async () => {
    const { books, watches } = instances();
    const told = ['2028-01-01', '2027-01-01', '2028-01-01'].map((from) => received(published(from)));
    await watches[0]!.take(told);
    await books[1]!.refresh();
    for (const { policies } of books)
      expect(policies.map(({ validFrom }) => validFrom)).toEqual(['2018-05-25', '2027-01-01', '2028-01-01']);
  });

  it('outranks what a folder says of the same version', async () => {
    const { books, watches } = instances();
    await watches[0]!.take([received(published('2018-05-25', worded))]);
    expect(books[0]!.policies.map(({ controller }) => controller.street)).toEqual(['Ahjokatu 99']);
  });
});

describe('A version that must not be taken is parked with the reason, and the others are taken', () => {
  it.each<[string, (sound: PolicyPublished) => object, string]>([
    [
      'another content',
      ({ files }) => ({ files: [{ ...files[0], text: `${files[0]?.text}#` }, files[1]] }),
      'policy-content-differs',
    ],
    [
      'another signature',
      () => ({ signature: officer.sign('something else') }),
      'policy-not-signed-by-an-officer',
    ],
    ['nobody’s signature', () => ({ signedBy: 'Nobody' }), 'policy-not-signed-by-an-officer'],
    ['files of another version', () => published('2027-01-02'), 'policy-not-signed-by-an-officer'],
  ])('%s', async (_what, changed, reason) => {
    const { watches, shared, books } = instances();
    const sound = published('2027-01-01');
    const bad = Object.assign(new PolicyPublished(), sound, changed(sound), { version: sound.version });
    const outcomes = await watches[0]!.take([received(bad), received(published('2028-01-01'))]);
    expect(outcomes).toEqual([{ kind: 'park', reason }, { kind: 'done' }]);
    expect([...shared.stored.keys()]).toEqual(['policy/midare/2028-01-01']);
    expect(books[0]!.policies).toHaveLength(2);
  });

  it('a version this software cannot read keeps a service from going on unknowing', async () => {
    const { shared, books } = instances();
    const sound = published('2027-01-01');
    const files = sound.files.map((file) => ({ ...file, text: 'new: kind of policy' }));
    shared.stored.set('policy/midare/2027-01-01', {
      _id: 'policy/midare/2027-01-01',
      published: { ...sound, files },
    } as never);
    await expect(books[0]!.refresh()).rejects.toThrow(
      'midare/2027-01-01 was published, but cannot be read here',
    );
  });
});

describe('Officers', () => {
  it('sign with Ed25519 keys, and nobody does where there is no file', async () => {
    const text = publicationText('midare/2027-01-01', 'ab');
    expect(isSignedBy(officers, officer.name, text, officer.sign(text))).toBe(true);
    expect(isSignedBy(officers, officer.name, `${text} `, officer.sign(text))).toBe(false);
    expect(await loadOfficers(join(folder, 'none.yaml'))).toEqual([]);
  });

  it('are refused at start where a key is none', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(
      file,
      `- { name: Olli Officer, publicKey: ${Buffer.from('x'.repeat(44)).toString('base64')} }\n`,
    );
    await expect(loadOfficers(file)).rejects.toThrow(/Ed25519|publicKey/);
  });
});
