import { createPublicKey, verify } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contentOfVersion, languages, publicationText, type PolicyFileText } from '#policy';
import { sha256 } from '#service';
import { anOfficer, type TestOfficer } from '#testing';
import { runCli } from './run-cli.js';

const seed = 'policies/midare/2018-05-25';
interface Sent {
  readonly files: readonly PolicyFileText[];
  readonly signedBy: string;
  readonly signature: string;
  readonly policy: string;
  readonly after?: string;
}

let folder: string;
let next: string;
let officer: TestOfficer;
let server: Server;
const sent: { path: string; body: Sent; token?: string }[] = [];
let answers: [status: number, body: object][] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seloste-change-'));
  officer = await anOfficer(folder);
  next = join(folder, '2027-01-01');
  await mkdir(join(next, 'texts'), { recursive: true });
  const text = await readFile(join(seed, 'policy.yaml'), 'utf8');
  const changed = text
    .replace('validFrom: 2018-05-25', 'validFrom: 2027-01-01')
    .replace('jobTitle]', 'jobTitle, birthDate]');
  await writeFile(join(next, 'policy.yaml'), changed);
  await writeFile(join(next, 'statements.yaml'), await readFile(join(seed, 'statements.yaml')));
  for (const lang of languages) {
    const texts = await readFile(join(seed, 'texts', `${lang}.yaml`), 'utf8');
    const named = texts.replace(/(jobTitle: [^}]*) \}/, '$1, birthDate: day of birth }');
    await writeFile(join(next, 'texts', `${lang}.yaml`), named);
  }
  await writeFile(join(next, 'notes.txt'), 'not for anybody');
  server = createServer((request, response) => {
    let text = '';
    request
      .on('data', (part: Buffer) => (text += part.toString()))
      .on('end', () => {
        const token = request.headers.authorization;
        sent.push({ path: request.url ?? '', body: JSON.parse(text) as Sent, ...(token && { token }) });
        const [status, body] = answers.shift() ?? [500, {}];
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => void sent.splice(0));

async function seloste(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { SELOSTE_SERVICES: JSON.stringify({ consent: url, retention: url }), SELOSTE_TOKEN: 'a.b.c' };
  const code = await runCli(args, {
    env,
    runDir: folder,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

describe('seloste diff', () => {
  it('says in words what changes and who is asked again', async () => {
    const { code, out } = await seloste('diff', seed, next);
    expect(code).toBe(0);
    expect(out).toContain('From midare/2018-05-25 to midare/2027-01-01:');
    expect(out).toContain('The category "contact": fields: now also birthDate. [consent, processing]');
    expect(out).toContain('Consent is asked again for:\n  sales-promotion, of contact (category.contact)');
  });

  it('counts what is only traced otherwise', async () => {
    const text = await readFile(join(seed, 'policy.yaml'), 'utf8');
    const traced = join(folder, 'traced.yaml');
    await writeFile(
      traced,
      text.replace('statements: [source.subject]', 'statements: [source.subject, scope.law]'),
    );
    const { out } = await seloste('diff', seed, traced);
    expect(out).toContain(
      ':\n  1 more only in what elements are traced to (--format json has them).\nNo consent',
    );
  });

  it('says so where nothing changes, and answers programs in JSON alone', async () => {
    expect(await seloste('diff', seed, join(seed, 'policy.yaml'))).toMatchObject({
      code: 0,
      out: 'midare/2018-05-25 and midare/2018-05-25 say the same\n',
    });
    const { out, err } = await seloste('diff', seed, next, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      after: 'midare/2027-01-01',
      changes: [{ element: 'category.contact' }],
    });
    expect(err).toBe('');
  });
});

describe('A path that is none is named as it was given', () => {
  it.each<[string[], string]>([
    [['diff', '/nope', seed], '/nope is not there'],
    [['diff', seed, '/nope'], '/nope is not there'],
    [['simulate', '--to', '/nope'], '--to: /nope is not there'],
    [['simulate', '--to', seed, '--from', '/nope', '--records', 'x'], '--from: /nope is not there'],
  ])('%j', async (args, words) => {
    expect(await seloste(...args)).toEqual({ code: 2, out: '', err: `seloste: ${words}\n` });
  });
});

describe('seloste publish', () => {
  const published = {
    version: 'midare/2027-01-01',
    validFrom: '2027-01-01',
    signedBy: 'officer-1',
    changes: ['Something is new.'],
    asksAgain: [{ purpose: 'newsletter', category: 'contact', element: 'category.contact' }],
  };

  it('sends every .yaml of the folder, signed by whose key it is', async () => {
    answers = [[201, published]];
    const { code, out } = await seloste('publish', next, '--key', officer.keyFile);
    expect([code, out]).toEqual([
      0,
      'midare/2027-01-01 is published, signed off by officer-1, and in force from 2027-01-01 on.\n' +
        '  Something is new.\nConsent is asked again for: newsletter.\n',
    ]);
    const [{ path, body, token } = { path: '', body: {} as Sent, token: '' }] = sent;
    expect([path, token, body.signedBy]).toEqual(['/v1/policies', 'Bearer a.b.c', 'officer-1']);
    expect(body.files.map(({ name }) => name)).toEqual([
      'policy.yaml',
      'statements.yaml',
      'texts/en.yaml',
      'texts/fi.yaml',
      'texts/sv.yaml',
    ]);
    const text = publicationText('midare/2027-01-01', sha256(contentOfVersion(body.files)));
    const key = createPublicKey(await readFile(officer.keyFile));
    expect(verify(null, Buffer.from(text), key, Buffer.from(body.signature, 'base64'))).toBe(true);
  });

  it('lists what stops it', async () => {
    answers = [
      [
        422,
        { title: 'Findings of the lint are open', errors: [{ field: '/files/0/text', reason: '3:1 x' }] },
      ],
    ];
    expect(await seloste('publish', next, '--key', officer.keyFile)).toEqual({
      code: 1,
      out: '',
      err: 'seloste: consent answered 422: Findings of the lint are open; /files/0/text 3:1 x\n',
    });
  });

  it('without texts in each language of the notice it says so, and nothing is sent', async () => {
    const bare = join(folder, 'bare');
    await cp(next, bare, { recursive: true });
    await rm(join(bare, 'texts', 'sv.yaml'));
    expect(await seloste('publish', bare, '--key', officer.keyFile)).toEqual({
      code: 2,
      out: '',
      err: `seloste: ${bare}: texts/sv.yaml is missing: notice.languages names sv\n`,
    });
    expect(sent).toEqual([]);
  });

  it.each([
    ['no key', () => [next]],
    ['no such key', () => [next, '--key', join(folder, 'none.pem')]],
    ['a key that is none', () => [next, '--key', officer.file]],
    ['no folder', () => [join(folder, 'none'), '--key', officer.keyFile]],
    ['no policy in it', () => [folder, '--key', officer.keyFile]],
  ])('%s: exit code 2, and nothing is sent', async (_what, args) => {
    expect(await seloste('publish', ...args())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^(seloste|error): .*\n$/),
    });
    expect(sent).toEqual([]);
  });
});

const recordsWith = async (...lines: string[]): Promise<string> => {
  const file = join(folder, 'records.jsonl');
  await writeFile(file, lines.join('\n'));
  return file;
};

describe('seloste simulate', () => {
  const line = {
    party: 'p-1',
    records: [{ id: 'u', kind: 'usage', category: 'usage', on: '2024-01-01', fieldClasses: ['usage'] }],
  };

  it('tells from a file of pseudonymous parties', async () => {
    const text = await readFile(join(seed, 'policy.yaml'), 'utf8');
    const shorter = join(folder, 'shorter.yaml');
    await writeFile(
      shorter,
      text.replace('anchor: record\n    period: P2Y', 'anchor: record\n    period: P1Y'),
    );
    const records = await recordsWith(JSON.stringify(line), '');
    const args = ['--from', seed, '--to', shorter, '--records', records, '--on', '2025-06-01'];
    const { code, out } = await seloste('simulate', ...args);
    expect(code).toBe(0);
    expect(out).toContain('erased now: 1 fields, retention.usage (such as p-1)\nkept shorter: nothing');
    const json = await seloste('simulate', ...args, '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({ today: '2025-06-01', parties: 1, keptLonger: [] });
  });

  it('asks the running services, part by part, and adds up: retention for clocks, consent for choices', async () => {
    const part = {
      from: 'midare/2018-05-25',
      to: 'midare/2027-01-01',
      today: '2026-11-23',
      parties: 2,
      records: 3,
    };
    const none = { keptLonger: [], keptShorter: [], newlyDenied: [], newlyAllowed: [] };
    const erasedNow = [{ element: 'retention.usage', count: 1, examples: ['p_h1_x'] }];
    const newlyDenied = [{ element: 'purpose.newsletter', count: 1, examples: ['p_h1_y'] }];
    answers = [
      [200, { ...part, ...none, erasedNow, next: 'p_h1_x' }],
      [200, { ...part, ...none, erasedNow }],
      [200, { ...part, ...none, erasedNow: [], records: 0, newlyDenied }],
    ];
    const { out } = await seloste('simulate', '--to', join(next, '..'), '--format', 'json');
    expect(JSON.parse(out)).toEqual({
      ...part,
      parties: 4,
      records: 6,
      ...none,
      newlyDenied,
      erasedNow: [{ element: 'retention.usage', count: 2, examples: ['p_h1_x'] }],
    });
    expect(sent.map(({ path, body }) => [path, body.after])).toEqual([
      ['/v1/simulations', undefined],
      ['/v1/simulations', 'p_h1_x'],
      ['/v1/simulations', undefined],
    ]);
  });

  it.each([
    ['no JSON', '{', /records.jsonl:1 is not JSON/],
    ['no pseudonym', '{"party":"maija@example.fi"}', /:1: party: must match pattern/],
    [
      'a record without its parts',
      '{"party":"p-1","records":[{"id":"x"}]}',
      /:1: records.0: "kind" is missing/,
    ],
    ['facts that are none', '{"party":"p-1","facts":null}', /:1: facts: must be object/],
    [
      'a consent that is none',
      '{"party":"p-1","facts":{"consents":[null]}}',
      /:1: facts.consents.0: must be object/,
    ],
    [
      'prohibitions that are no list',
      '{"party":"p-1","facts":{"prohibitions":{}}}',
      /facts.prohibitions: must be array/,
    ],
    ['a hold that is none', '{"party":"p-1","context":{"holds":[null]}}', /context.holds.0: must be object/],
  ])('a line with %s is wrong use', async (_what, text, words) => {
    const ran = await seloste('simulate', '--from', seed, '--to', next, '--records', await recordsWith(text));
    expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(words) });
  });

  it.each([
    [['simulate']],
    [['simulate', '--to', 'nowhere']],
    [['simulate', '--to', seed, '--on', '2025-02-30']],
  ])('%j is wrong use', async (args) => {
    expect((await seloste(...args)).code).toBe(2);
  });
});
