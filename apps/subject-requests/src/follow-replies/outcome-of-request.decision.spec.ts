import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { ReplyOutcome } from '#contracts';
import { parsePolicy } from '#policy';
import type { OpenedReply, RequestFile } from '../request-file.js';
import { outcomeOf } from './outcome-of-request.decision.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);

describe('right.erase-limits – what closes an erasure says what a law keeps, and nothing else', () => {
  test.each<[string, readonly OpenedReply[], Answers, object]>([
    ['nobody held anything', [keeps('r-1', 'own file')], {}, granted('nothing-was-held')],
    ['a holder erased all it had', [], { consent: 'done' }, granted('every-holder-confirmed')],
    [
      'all went but the request',
      [keeps('r-1', 'own file')],
      { consent: 'done' },
      granted('every-holder-confirmed'),
    ],
    ['records were named and went', [erased('5')], {}, granted('every-holder-confirmed')],
    [
      'laws keep something',
      [keeps('5', 'b'), keeps('6', 'a'), keeps('7', 'b'), keeps('r-1', 'own file')],
      { 'web-store': 'retained' },
      {
        outcome: 'partly-granted',
        because: [{ provision: 'a', statements: ['right.erase-limits'] }, { provision: 'b' }],
      },
    ],
    [
      'an earlier request is kept as proof',
      [keeps('r-0', 'Art. 5(2)')],
      {},
      { outcome: 'partly-granted', because: [{ reason: 'kept-by-law', provision: 'Art. 5(2)' }] },
    ],
  ])('%s', (_what, said, answers, outcome) => {
    expect(outcomeOf(policy, answered('erasure', answers), said)).toMatchObject(outcome);
  });
});

describe('right.access – who is not known is told that nothing is held', () => {
  test.each<[string, readonly string[], Answers, string]>([
    ['the request alone', ['r-1'], {}, 'nothing-was-held'],
    ['an item', ['r-1', '5'], {}, 'every-participant-answered'],
    ['what a holder says it gave out', [], { 'web-store': 'done' }, 'every-participant-answered'],
  ])('%s', (_what, records, answers, reason) => {
    const said = reply({ items: records.map((record) => ({ record })) });
    expect(outcomeOf(policy, answered('access', answers), [said])).toMatchObject({
      outcome: 'granted',
      because: [{ element: 'right.access', reason }],
    });
  });
});

type Answers = Partial<Record<OpenedReply['participant'], ReplyOutcome>>;

function answered(kind: RequestFile['received']['kind'], answers: Answers): RequestFile {
  const own = { consent: 'none', 'subject-requests': 'retained' } as const;
  const replies = Object.entries({ ...own, ...answers }).map(([participant, outcome]) => ({
    participant,
    outcome,
  }));
  return { received: { kind, request: 'r-1' }, replies } as unknown as RequestFile;
}

function granted(reason: string) {
  return { outcome: 'granted', because: [{ element: 'right.erase', reason }] };
}

function keeps(record: string, provision: string): OpenedReply {
  return reply({ verdicts: [{ record, keep: [{ fieldClass: 'x', provision }] }] });
}

function erased(record: string): OpenedReply {
  return reply({ verdicts: [{ record, keep: [] }] });
}

function reply(said: object): OpenedReply {
  return { participant: 'consent', items: [], verdicts: [], ...said };
}
