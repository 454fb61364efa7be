import { describe, expect, test } from '@jest/globals';
import { answerOf, seloste } from './test/seloste.js';

describe('seloste deadline', () => {
  test.each([
    [
      'an instant late on 31 March is 1 April in Helsinki',
      '2026-03-31T21:30:00Z',
      '',
      '2026-05-01',
      '2026-05-04',
    ],
    ['an instant with another offset', '2026-04-01T00:30:00+03:00', '', '2026-05-01', '2026-05-04'],
    ['Art. 3(4) Easter', '2026-03-05', '', '2026-04-05', '2026-04-07'],
    ['Art. 12(3) extended', '2026-11-06', '--extended', '2027-02-06', '2027-02-08'],
    [
      'Art. 12(3) told in time',
      '2026-11-06',
      '--extended --notice-sent 2026-12-06',
      '2027-02-06',
      '2027-02-08',
    ],
    [
      'Art. 12(3) told too late',
      '2026-11-06',
      '--extended --notice-sent 2026-12-07',
      '2026-12-06',
      '2026-12-07',
    ],
    ['Art. 12(6) suspended', '2026-09-01', '--suspended 2026-09-05..2026-09-09', '2026-10-05', '2026-10-05'],
    [
      'Art. 12(6) with its reason',
      '2026-09-01',
      '--suspended 2026-09-05..2026-09-09=identity',
      '2026-10-05',
      '2026-10-05',
    ],
    [
      'Art. 12(6) twice, a shared day once',
      '2026-09-01',
      '--suspended 2026-09-05..2026-09-09 --suspended 2026-09-07..2026-09-10',
      '2026-10-06',
      '2026-10-06',
    ],
    [
      'Art. 12(6) twice in one',
      '2026-09-01',
      '--suspended 2026-09-05..2026-09-07 2026-09-10..2026-09-11',
      '2026-10-04',
      '2026-10-05',
    ],
    ['before the first policy', '2018-01-31', '', '2018-02-28', '2018-02-28'],
  ])('%s: %s %s', async (_what, received, more, internalDue, legalDue) => {
    const args = ['deadline', '--received', received, ...more.split(' ').filter(Boolean)];
    const answer = await answerOf<{ because: { element: string }[] }>(args);
    expect(answer).toMatchObject({ internalDue, legalDue, policyVersion: 'midare/2018-05-25' });
    expect(answer.because[0]).toMatchObject({ element: 'deadline.answer', statements: expect.any(Array) });
  });

  test('says by when the person must have been told, where nobody said when it was', async () => {
    expect(await answerOf(['deadline', '--received', '2026-11-06', '--extended'])).toMatchObject({
      extended: true,
      noticeDue: '2026-12-06',
    });
  });

  test('says it in words, the open suspension too', async () => {
    const { out } = await seloste([
      'deadline',
      '--received',
      '2026-11-06',
      '--extended',
      '--suspended',
      '2026-11-10..',
    ]);
    expect(out).toContain('received 2026-11-06: due 2027-02-06, by law at the latest 2027-02-08');
    expect(out).toContain('told why by 2026-12-06');
    expect(out).toContain('the clock stands since 2026-11-10');
    expect(out).toContain(
      'because deadline.answer: rolled-to-working-day (Regulation 1182/71 Art. 3(4)) [right.access',
    );
  });
});

test.each([
  ['deadline', '--received'],
  ['deadline --received 2026-02-30', '--received: "2026-02-30"'],
  ['deadline --received 2026-02-30T10:00:00Z', '--received: "2026-02-30T10:00:00Z"'],
  ['deadline --received 2026-03-31T21:30:00', '--received: "2026-03-31T21:30:00"'],
  ['deadline --received yesterday', '--received: "yesterday"'],
  ['deadline --received 2026-09-01 --notice-sent 2026-09-02', '--notice-sent: it belongs to --extended'],
  ['deadline --received 2026-09-01 --extended --notice-sent 2026-09-31', '--notice-sent: "2026-09-31"'],
  [
    'deadline --received 2026-09-01 --extended --notice-sent 2026-08-31',
    '--notice-sent: the notice of 2026-08-31 is older',
  ],
  ['deadline --received 2026-09-01 --suspended 2026-09-05', '--suspended: "2026-09-05" is no span'],
  ['deadline --received 2026-09-01 --suspended 2026-09-31..', '--suspended: "2026-09-31"'],
  [
    'deadline --received 2026-09-01 --suspended 2026-09-09..2026-09-05',
    '--suspended: suspension 2026-09-09..2026-09-05: it ends before',
  ],
  ['deadline --received 9999-12-31', '--received: Not a date: 10000-01-31'],
  ['deadline --received 2026-09-01 --policy /dev/null', '--policy: /dev/null:1:1'],
  ['deadline --received 2026-09-01 --policy /nowhere', '--policy: /nowhere is not there'],
  ['deadline --received 2026-09-01 --policy docs', '--policy: docs holds no policy.yaml'],
  [
    'deadline --received 2026-09-01 --policy policies/midare/2018-05-25/statements.yaml',
    '--policy: policies/midare/2018-05-25/statements.yaml:',
  ],
  ['deadline --received 2026-09-01 --until tomorrow', "unknown option '--until'"],
  [
    'transfer --country US --at 2020-07-16 --mechanism handshake',
    "--mechanism: handshake is none of the policy's: privacy-shield",
  ],
  ['transfer --country United --at 2020-07-16', '--country: "United"'],
  ['transfer --country US', '--at'],
  ['transfer --country US --at 2020-7-16', '--at: "2020-7-16"'],
  ['transfer --country US --at 2020-07-16 --certified-until 2020-07-32', '--certified-until: "2020-07-32"'],
  ['due --rule customer', '--from'],
  ['due --from 2020-01-01', '--from: it belongs to --rule'],
  ['due --rule whim --from 2020-01-01', '--rule: whim is no rule'],
  ['due --rule open-request --from 2020-01-01', '--rule: open-request is no rule'],
  ['due --rule customer --from 2021-02-29', '--from: "2021-02-29"'],
  ['due --at 2021-02-29', '--at: "2021-02-29"'],
  ['due /nowhere', 'there is no file /nowhere'],
  ['due', 'standard input is not JSON'],
  ['decide /nowhere', 'there is no file /nowhere'],
  ['decide --at soon', '--at: "soon"'],
  ['decide --format yaml', '--format'],
])('seloste %s: exit code 2 and one line that names it', async (args, named) => {
  const { code, out, err } = await seloste(args.split(' '), 'no JSON');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(named);
  expect(err.trimEnd()).not.toContain('\n');
});

test.each(['deadline', 'transfer', 'due', 'decide'])('seloste %s --help has examples', async (command) => {
  const { code, out } = await seloste([command, '--help']);
  expect([code, out]).toEqual([0, expect.stringContaining(`$ seloste ${command}`.slice(0, 9))]);
  expect(out).toMatch(new RegExp(`Examples:[^]*seloste ${command}`));
});
