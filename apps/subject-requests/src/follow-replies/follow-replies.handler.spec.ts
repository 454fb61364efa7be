import { describe, expect, test } from '@jest/globals';
import type { CloudEvent, ParticipantReplied, ReplyOutcome } from '#contracts';
import { participantsOf, repliesTo } from '#participant';
import { MemoryKeys, Sealer } from '#storage';
import { foldRequest } from '../request-file.js';
import type { RequestFact } from '../request-facts.js';
import { FollowRepliesHandler } from './follow-replies.handler.js';

const participants = participantsOf(['consent', 'retention'], { stores: ['my-shop', 'web-store'] });

const clock = { now: () => new Date('2026-07-01T06:00:00Z'), today: () => '2026-07-01' };

const received = (request: string, kind: string) =>
  ({ _id: request, type: 'request.received', request, kind, party: 'p', holder: 'my-shop' }) as never;
const told = (request: string, parts?: object) =>
  ({
    _id: `${request}/erasure-told`,
    type: 'erasure.told',
    request,
    at: '2026-07-01T06:00:00Z',
    ...(parts && { parts }),
  }) as never;
const closed = (request: string) => ({ _id: `${request}/closed`, type: 'request.closed', request }) as never;
const replied = (request: string, phase: string, participant: string, outcome = 'done') =>
  ({
    _id: `replied/${request}/${phase}/${participant}/${outcome}/1`,
    type: 'participant.replied',
    request,
    phase,
    participant,
    outcome,
    page: 1,
    pages: 1,
  }) as never;

const KNOWN: readonly RequestFact[] = [
  received('access', 'access'),
  replied('access', 'collect', 'consent', 'failed'),
  received('judging', 'erasure'),
  received('erasing', 'erasure'),
  told('erasing'),
  received('in-parts', 'erasure'),
  told('in-parts', { participant: 'my-shop', sizes: [5000, 1] }),
  received('answered', 'access'),
  replied('answered', 'collect', 'my-shop'),
  received('closed', 'access'),
  replied('closed', 'collect', 'my-shop'),
  closed('closed'),
];

/** What becomes of a reply, and which facts are stored of it. */
async function follow(participant: string, command: string, outcome: ReplyOutcome, redelivered = false) {
  const stored: RequestFact[] = [];
  const factLog = {
    append: (all: readonly RequestFact[]) => {
      stored.push(...all);
      return Promise.resolve(all.map((fact) => ({ outcome: 'inserted', fact })));
    },
  };
  const files = {
    findMany: (requests: readonly string[]) =>
      Promise.resolve(
        new Map(
          requests.flatMap((request) =>
            foldRequest(
              participants,
              request,
              KNOWN.filter((fact) => fact.request === request),
            ),
          ),
        ),
      ),
    markClosed: () => Promise.resolve(),
  };
  const none = {} as never;
  const sealer = new Sealer(new MemoryKeys());
  const handler = new FollowRepliesHandler(factLog as never, sealer, none, clock, files as never, none);
  const asked = { command, replyTo: 'subject-requests' } as const;
  const [event] = repliesTo(participant, asked, { outcome, items: [] }, '2026-07-01T06:00:00Z');
  const [answer] = await handler.follow([{ event: event as CloudEvent<ParticipantReplied>, redelivered }]);
  return { answer: answer!.kind === 'done' ? 'done' : `${answer!.kind} ${answer!.reason}`, stored };
}

describe('promise 7 – a reply counts for a command that was asked of whoever answers', () => {
  test.each<[string, string, string, ReplyOutcome, number]>([
    ['to what was asked', 'my-shop', 'access/collect/my-shop', 'done', 1],
    ['that makes a failure good', 'consent', 'access/collect/consent', 'none', 1],
    ['of retention, which judges', 'retention', 'judging/judge/retention', 'done', 1],
    ['to the second step', 'my-shop', 'erasing/erase/my-shop', 'retained', 1],
    ['to one part', 'my-shop', 'in-parts/erase/part-2/my-shop', 'done', 1],
    ['that comes again', 'my-shop', 'answered/collect/my-shop', 'done', 0],
    ['that is another one than before', 'my-shop', 'answered/collect/my-shop', 'none', 0],
    ['after the request is closed', 'consent', 'closed/collect/consent', 'done', 0],
  ])('a reply %s is done with', async (_what, participant, command, outcome, facts) => {
    const { answer, stored } = await follow(participant, command, outcome);
    expect([answer, stored.length]).toEqual(['done', facts]);
  });

  test.each<[string, string, string, ReplyOutcome, string]>([
    ['to an unknown request', 'my-shop', 'unknown/collect/my-shop', 'done', 'reply-to-no-command'],
    ['to an unknown step', 'my-shop', 'access/sell/my-shop', 'done', 'reply-to-no-command'],
    ['to the step of another kind', 'my-shop', 'access/erase/my-shop', 'done', 'reply-to-no-command'],
    ['before the step', 'my-shop', 'judging/erase/my-shop', 'done', 'reply-to-no-command'],
    [
      'to a part that was not sent',
      'my-shop',
      'in-parts/erase/part-3/my-shop',
      'done',
      'reply-to-no-command',
    ],
    ['to the whole of parts', 'my-shop', 'in-parts/erase/my-shop', 'done', 'reply-to-no-command'],
    ['to a command with more in it', 'my-shop', 'access/collect/x/my-shop', 'done', 'reply-to-no-command'],
    ['to the command of another', 'my-shop', 'access/collect/consent', 'done', 'reply-for-another'],
    ['of a store not asked', 'web-store', 'access/collect/web-store', 'done', 'reply-from-one-not-asked'],
    ['of who does not judge', 'my-shop', 'judging/judge/my-shop', 'done', 'reply-from-one-not-asked'],
    [
      'with a verdict on an access',
      'my-shop',
      'access/collect/my-shop',
      'retained',
      'outcome-of-another-command',
    ],
    [
      'with another’s outcome',
      'retention',
      'judging/judge/retention',
      'retained',
      'outcome-of-another-command',
    ],
    [
      'to a closed request of another',
      'web-store',
      'closed/collect/web-store',
      'none',
      'reply-from-one-not-asked',
    ],
  ])(
    'a reply %s is parked, and nothing of it is stored',
    async (_what, participant, command, outcome, reason) => {
      const { answer, stored } = await follow(participant, command, outcome, true);
      expect([answer, stored]).toEqual([`park ${reason}`, []]);
    },
  );

  test('a command that is not found is looked for a second time', async () => {
    const { answer } = await follow('my-shop', 'unknown/collect/my-shop', 'done');
    expect(answer).toBe('retry reply-to-no-command');
  });
});
