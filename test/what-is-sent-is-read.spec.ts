import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CloudEvent,
  type CollectedItem,
  ConsentWithdrawn,
  eventOf,
  readJson,
  type RecordVerdict,
  RequestClosed,
  SuppressionLifted,
  validateEvent,
} from '#contracts';
import { repliesTo, splitRecords } from '#participant';
import { parsePolicy } from '#policy';
import { consentsNamed } from '../apps/consent/src/withdraw-consent/decide-withdrawal.decision.js';
import { namedByLift } from '../apps/marketing-suppression/src/lift-prohibition/named-by-lift.decision.js';
import { eraseCommands } from '../apps/retention/src/sweep-due-records/order-erasure.decision.js';
import { commandsOf } from '../apps/subject-requests/src/commands-of-request.decision.js';
import { outcomeOf } from '../apps/subject-requests/src/follow-replies/outcome-of-request.decision.js';

const file = 'policies/midare/2018-05-25/policy.yaml';
const policy = parsePolicy(readFileSync(file, 'utf8'), file);
const TIME = '2026-07-01T06:00:00Z';
const PARTY = { source: 'my-shop', id: `customer/${'9'.repeat(100)}` };

const count = (max: number) => fc.oneof(fc.constant(max), fc.integer({ min: 1, max }));
const words = (maxLength: number) =>
  fc.oneof(
    fc.constant('\u0001'.repeat(maxLength)),
    fc.constant('ä'.repeat(maxLength)),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength }),
  );
const word = count(80).map((length) => 'w'.repeat(length));
const idOf = (length: number, index: number): string => `${'x'.repeat(length)}${index}`;

/** One record as large as our own code and a policy may make it; the others are like it. */
const verdict = fc.record({
  length: count(90),
  erase: fc.array(word, { maxLength: 10 }),
  keep: fc.array(fc.record({ fieldClass: word, provision: words(300), until: fc.constant('2032-12-31') }), {
    maxLength: 10,
  }),
});
const verdicts = fc
  .tuple(verdict, count(12_000))
  .map(([{ length, erase, keep }, all]): readonly RecordVerdict[] =>
    Array.from({ length: all }, (_unused, index) => ({
      record: idOf(length, index),
      kind: 'order',
      erase,
      keep,
    })),
  );

const item = fc.record({ length: count(90), text: words(4000), values: count(20) });
const items = fc.tuple(item, count(300)).map(([{ length, text, values }, all]): readonly CollectedItem[] =>
  Array.from({ length: all }, (_unused, index) => ({
    record: idOf(length, index),
    kind: 'contact-log',
    category: 'contact',
    source: 'my-shop',
    provenance: 'provided',
    values: Array.from({ length: values }, () => ({ field: 'w'.repeat(80), value: text })),
  })),
);

const ids = count(3000).map((all) => Array.from({ length: all }, (_unused, index) => idOf(90, index)));

/** Whatever our own code makes of it, as events. */
const SENT: readonly (readonly [string, fc.Arbitrary<readonly CloudEvent[]>])[] = [
  [
    'what a clock tells the holders',
    verdicts.map((all) => {
      const parts = splitRecords('my-shop', all);
      const participants = ['consent', 'my-shop'];
      const order = { _id: `clock/${'h'.repeat(32)}.9`, participants, verdicts: all, at: TIME };
      return eraseCommands({ ...order, ...(parts && { parts }) }, PARTY, TIME);
    }),
  ],
  [
    'what a request tells the holders',
    verdicts.map((all) => {
      const parts = splitRecords('my-shop', all);
      const told = { actsUpTo: TIME, verdicts: all, ...(parts && { parts }) };
      return commandsOf(`r-${'r'.repeat(24)}`, 'erase', PARTY, TIME, ['consent', 'my-shop'], told);
    }),
  ],
  [
    'what a holder has',
    items.map((all) =>
      repliesTo(
        'consent',
        { command: 'r-1/collect/consent', replyTo: 'subject-requests' },
        { outcome: 'done', items: all },
        TIME,
      ),
    ),
  ],
  [
    'what a holder says of each record',
    verdicts.map((all) =>
      repliesTo(
        'consent',
        { command: 'r-1/erase/consent', replyTo: 'subject-requests' },
        { outcome: 'retained', verdicts: all },
        TIME,
      ),
    ),
  ],
  [
    'how a request is closed',
    fc.tuple(words(290), count(12_000)).map(([provision, all]) => {
      const kept = Array.from({ length: all }, (_unused, index) => ({
        record: idOf(90, index),
        kind: 'order' as const,
        erase: [],
        keep: [{ fieldClass: 'voucher', provision: `${index} ${provision}` }],
      }));
      const asked = { received: { kind: 'erasure', request: 'r-1' }, replies: [] } as never;
      const said = [{ participant: 'my-shop', items: [], verdicts: kept }];
      const { outcome, because } = outcomeOf(policy, asked, said);
      const data = {
        request: 'r-1',
        party: 'p'.repeat(200),
        kind: 'erasure',
        closedAt: TIME,
        outcome,
        because,
      };
      return [eventOf('subject-requests', RequestClosed.type, 'r-1/closed', data, TIME)];
    }),
  ],
  [
    'which consents are withdrawn',
    ids.map((all) => {
      const consents = consentsNamed(all.map((_id) => ({ _id, at: TIME }) as never));
      const rest = { purpose: 'research', withdrawnAt: TIME, method: 'phone', because: [] };
      const data = { withdrawal: 'w.1', party: 'p'.repeat(200), consents, ...rest };
      return [eventOf('consent', ConsentWithdrawn.type, 'w.1', data, TIME)];
    }),
  ],
  [
    'what a lift ends',
    ids.map((all) => {
      const echoes = all.map((suppression) => ({ type: 'suppression.echoed', suppression }) as never);
      const named = namedByLift({ suppression: 's.1', party: 'p' } as never, echoes);
      const suppressions = 'refused' in named ? [] : named.suppressions;
      const data = { lift: 'l.1', suppressions, liftedAt: TIME, method: 'phone', because: [] };
      return [eventOf('marketing-suppression', SuppressionLifted.type, 'l.1', data, TIME)];
    }),
  ],
];

describe('promise 6 – what our own services send is read where it comes, however much there is to say', () => {
  test.each(SENT)('%s', (_what, events) => {
    fc.assert(
      fc.property(events, (sent) => {
        expect(sent.length).toBeGreaterThan(0);
        for (const event of sent) {
          const read = readJson(Buffer.from(JSON.stringify(event)));
          const told = read.ok ? validateEvent(read.value) : read;
          expect(told).toMatchObject({ ok: true, dropped: 0 });
        }
      }),
      { numRuns: 10 },
    );
  });
});
