import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { answerOf, seloste } from './test/seloste.js';

const shield = 'US --mechanism privacy-shield --at';
const dpf = 'US --mechanism eu-us-dpf --certified-until 2027-08-01 --at';

test.each<[string, string, boolean, string, string?]>([
  [
    'transfer.us: Privacy Shield on its first day',
    `${shield} 2016-07-12`,
    true,
    'transfer-mechanism-valid',
    '2020-07-15',
  ],
  ['transfer.us: the day before', `${shield} 2016-07-11`, false, 'transfer-mechanism-not-valid'],
  [
    'transfer.us: Privacy Shield on its last day',
    `${shield} 2020-07-15`,
    true,
    'transfer-mechanism-valid',
    '2020-07-15',
  ],
  [
    'transfer.us: Privacy Shield is denied from 16.7.2020 (C-311/18)',
    `${shield} 2020-07-16`,
    false,
    'transfer-mechanism-not-valid',
  ],
  [
    'transfer.us: the day begins in Helsinki',
    `${shield} 2020-07-15T21:00:00Z`,
    false,
    'transfer-mechanism-not-valid',
  ],
  [
    'transfer.us: a certificate does not bring it back',
    `${shield} 2026-11-02 --certified-until 2030-01-01`,
    false,
    'transfer-mechanism-not-valid',
  ],
  [
    'transfer.us: whose certificate ran out under Privacy Shield',
    `${shield} 2020-07-01 --certified-until 2020-06-30`,
    false,
    'recipient-not-certified',
  ],
  [
    'transfer.us: the DPF from 10.7.2023 on',
    `${dpf} 2023-07-10`,
    true,
    'transfer-mechanism-valid',
    '2027-08-01',
  ],
  ['transfer.us: not a day before', `${dpf} 2023-07-09`, false, 'transfer-mechanism-not-valid'],
  [
    'transfer.us: the DPF on the last day of the certificate',
    `${dpf} 2027-08-01`,
    true,
    'transfer-mechanism-valid',
    '2027-08-01',
  ],
  ['transfer.us: and the day after', `${dpf} 2027-08-02`, false, 'recipient-not-certified'],
  [
    'transfer.us: before the certificate',
    `${dpf} 2026-01-01 --certified-from 2026-01-02`,
    false,
    'recipient-not-certified',
  ],
  [
    'transfer.us: without a certificate',
    'US --mechanism eu-us-dpf --at 2026-11-02',
    false,
    'recipient-not-certified',
  ],
  [
    'transfer.us: by a part of the name',
    'US --mechanism dpf --certified-until 2027-08-01 --at 2026-11-02',
    true,
    'transfer-mechanism-valid',
    '2027-08-01',
  ],
  [
    'transfer.us: standard clauses with an assessment',
    'US --mechanism standard-clauses --at 2026-11-02 --assessed TIA-7',
    true,
    'transfer-mechanism-valid',
  ],
  [
    'transfer.us: standard clauses without one',
    'US --mechanism standard-clauses --at 2026-11-02',
    false,
    'transfer-not-assessed',
  ],
  ['transfer.places: within the EEA', 'de --at 2026-11-02', true, 'within-the-eea'],
  [
    'transfer.places: outside it without a mechanism',
    'US --at 2026-11-02',
    false,
    'transfer-without-mechanism',
  ],
  [
    'transfer.places: an adequate country',
    'CH --mechanism adequacy --at 2026-11-02',
    true,
    'transfer-mechanism-valid',
  ],
  [
    'transfer.places: the adequacy of another country',
    'US --mechanism adequacy-japan --at 2026-11-02',
    false,
    'transfer-mechanism-not-for-country',
  ],
])('%s', async (...[title, args, allowed, reason, until]) => {
  const answer = await answerOf<{ because: { statements: string[] }[]; until?: string }>([
    'transfer',
    '--country',
    ...args.split(' '),
  ]);
  expect(answer).toMatchObject({ allowed, because: [{ reason }], policyVersion: 'midare/2018-05-25' });
  expect(answer.until).toBe(until);
  if (!args.includes('japan')) expect(answer.because[0]?.statements.join()).toContain(title.split(':')[0]);
});

test('transfer.us: a certificate that nobody shows is none, though the end of its mechanism is known', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'seloste-transfer-'));
  const text = await readFile('policies/midare/2018-05-25/policy.yaml', 'utf8');
  const file = join(dir, 'policy.yaml');
  await writeFile(
    file,
    text.replace('validFrom: 2023-07-10', 'validFrom: 2023-07-10\n    validTo: 2027-12-31'),
  );
  const args = [
    'transfer',
    '--policy',
    file,
    '--country',
    'US',
    '--mechanism',
    'eu-us-dpf',
    '--at',
    '2026-11-02',
  ];
  expect(await answerOf(args)).toMatchObject({
    allowed: false,
    because: [{ reason: 'recipient-not-certified' }],
  });
  expect(await answerOf([...args, '--certified-until', '2027-01-01'])).toMatchObject({ allowed: true });
  await rm(dir, { recursive: true });
});

test('it is said in words too', async () => {
  const { out } = await seloste([
    'transfer',
    '--country',
    'US',
    ...'--mechanism privacy-shield --at 2020-07-16'.split(' '),
  ]);
  expect(out).toMatch(/^to US on 2020-07-16: denied\n {2}because mechanism.privacy-shield: .*C-311\/18/);
});
