import { describe, expect, test } from '@jest/globals';
import { progressOf, type ReplyState } from './progress-of-request.decision.js';

const HOLDERS = ['consent', 'marketing-suppression', 'retention', 'subject-requests', 'web-store'];

describe('right.access – a package is complete when every participant has answered', () => {
  test.each<[string, readonly ReplyState[], readonly string[]]>([
    ['nobody has answered yet', [], HOLDERS],
    ['one is missing', everyone('collect').slice(1), ['consent']],
    [
      'one has failed, and may answer yet',
      [...everyone('collect').slice(1), reply('consent', 'failed')],
      ['consent'],
    ],
    ['a failure that was made good counts no more', [...everyone('collect'), reply('consent', 'failed')], []],
    [
      'a page of a long answer is missing',
      [...everyone('collect').slice(1), { ...reply('consent'), pages: 2 }],
      ['consent'],
    ],
    ['every page is there, in any order and twice', twoPages(), []],
    ['nothing held is an answer', everyone('collect', 'none'), []],
  ])('%s', (_name, replies, waitingFor) => {
    expect(progressOf('access', false, false, replies, HOLDERS)).toEqual({ state: 'collecting', waitingFor });
  });
});

describe('right.erase-limits – first it is judged what a law keeps, then every holder erases', () => {
  test('retention, which knows the clocks, is asked first', () => {
    expect(progressOf('erasure', false, false, [], HOLDERS)).toEqual({
      state: 'judging',
      waitingFor: ['retention'],
    });
  });

  test('an erasure is not complete while one holder has only been told', () => {
    const replies = everyone('erase').filter(({ participant }) => participant !== 'web-store');
    expect(progressOf('erasure', true, false, replies, HOLDERS)).toEqual({
      state: 'erasing',
      waitingFor: ['web-store'],
    });
  });

  test.each([
    ['no part is answered', [], ['web-store']],
    ['one part is answered', [1], ['web-store']],
    ['every part is answered', [2, 1], []],
  ])(
    'a holder that was told in parts is waited for until each is answered: %s',
    (_name, parts, waitingFor) => {
      const replies = [
        ...everyone('erase').filter(({ participant }) => participant !== 'web-store'),
        ...parts.map((part) => ({ ...reply('web-store'), phase: 'erase' as const, part })),
      ];
      const asked = { participant: 'web-store', sizes: [5000, 1] };
      expect(progressOf('erasure', true, false, replies, HOLDERS, asked).waitingFor).toEqual(waitingFor);
    },
  );

  test('answers of the step before do not count for this one', () => {
    expect(progressOf('erasure', true, false, everyone('judge'), HOLDERS).waitingFor).toEqual(HOLDERS);
  });
});

function reply(participant: ReplyState['participant'], outcome: ReplyState['outcome'] = 'done'): ReplyState {
  return { phase: 'collect', participant, outcome, page: 1, pages: 1 };
}

function everyone(phase: ReplyState['phase'], outcome: ReplyState['outcome'] = 'done'): ReplyState[] {
  return HOLDERS.map((participant) => ({ ...reply(participant, outcome), phase }));
}

function twoPages(): ReplyState[] {
  const second = { ...reply('consent'), page: 2, pages: 2 };
  return [second, ...everyone('collect').slice(1), { ...reply('consent'), pages: 2 }, second];
}
