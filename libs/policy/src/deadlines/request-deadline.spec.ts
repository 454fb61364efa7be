import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, civilDateOf, dateOfDayNumber, dayNumberOf } from '../calendar/civil-date.js';
import { parsePolicy } from '../model/parse-policy.js';
import { numRuns } from '../../test/properties.js';
import { type RequestClock, requestDeadline } from './request-deadline.js';
import { isWorkingDay } from './working-days.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');
const policy = parsePolicy(text, 'policy.yaml');
const inTime = { noticeSentOn: '2026-09-02', reasons: 'many systems' };
const identity = 'whose mailbox it is';

describe('right.access: a request is answered within one month of receipt, by Reg. 1182/71', () => {
  test.each([
    ['Art. 3(4) Good Friday', '2026-03-03', '2026-04-03', '2026-04-07'],
    ['Art. 3(4) Easter Sunday', '2026-03-05', '2026-04-05', '2026-04-07'],
    ['Art. 3(2)(c) no 31 February, then Art. 3(4) Saturday', '2026-01-31', '2026-02-28', '2026-03-02'],
    ['Art. 3(2)(c) no 31 September', '2026-08-31', '2026-09-30', '2026-09-30'],
    ['Art. 3(4) Independence Day on a Sunday', '2026-11-06', '2026-12-06', '2026-12-07'],
    ['Art. 3(4) Christmas Day, Boxing Day and a Sunday', '2026-11-25', '2026-12-25', '2026-12-28'],
    ['Art. 3(4) does not roll over Christmas Eve', '2027-11-24', '2027-12-24', '2027-12-24'],
    ['Art. 3(4) does not roll over Midsummer Eve', '2026-05-19', '2026-06-19', '2026-06-19'],
    ['Art. 3(2)(c) a month is no 30 days', '2024-01-31', '2024-02-29', '2024-02-29'],
    ['Art. 3(1) the day of receipt is not counted', '2026-09-01', '2026-10-01', '2026-10-01'],
  ])('%s: received %s, due %s, by law %s', (_article, receivedOn, internalDue, legalDue) => {
    const deadline = requestDeadline(policy, { receivedOn });
    expect(deadline).toMatchObject({ internalDue, legalDue, extended: false });
    expect(deadline.because[0]).toMatchObject({
      element: 'deadline.answer',
      reason: 'period-from-receipt',
      provision: expect.stringContaining('Art. 12(3)'),
    });
    const rolled = deadline.because.filter(({ provision }) => provision === 'Regulation 1182/71 Art. 3(4)');
    expect(rolled.map(({ reason }) => reason)).toEqual(
      internalDue === legalDue ? [] : ['rolled-to-working-day'],
    );
  });

  test.each([
    ['an hour before midnight in summer time', '2026-03-31T21:30:00Z', '2026-05-01', '2026-05-04'],
    ['the last minute of March in Helsinki', '2026-03-31T20:59:59Z', '2026-04-30', '2026-04-30'],
    ['the night the clocks go forward', '2026-03-28T22:30:00Z', '2026-04-29', '2026-04-29'],
    ['the hour that comes twice in October', '2026-10-25T00:30:00Z', '2026-11-25', '2026-11-25'],
    ['the last hour of the old year in UTC', '2026-12-31T22:00:00Z', '2027-02-01', '2027-02-01'],
  ])('Art. 3(1) the day of receipt is that of Helsinki, %s', (_when, receivedAt, internalDue, legalDue) => {
    const receivedOn = civilDateOf(receivedAt);
    expect(requestDeadline(policy, { receivedOn })).toMatchObject({ internalDue, legalDue });
  });
});

describe('Art. 12(3): two further months, where the person was told why within the first', () => {
  test.each([
    ['three months from receipt, not from the first deadline', '2026-11-06', '2027-02-06', '2027-02-08'],
    ['from a 31st, the last day of the third month', '2026-01-31', '2026-04-30', '2026-04-30'],
  ])('%s: received %s, due %s, by law %s', (_what, receivedOn, internalDue, legalDue) => {
    const extension = { noticeSentOn: receivedOn, reasons: 'many systems' };
    expect(requestDeadline(policy, { receivedOn, extension })).toMatchObject({
      internalDue,
      legalDue,
      extended: true,
      because: [
        { element: 'deadline.answer', reason: 'extended' },
        ...(internalDue === legalDue ? [] : [{}]),
      ],
    });
  });

  test.each<[string, RequestClock['extension'], string | undefined]>([
    ['told on the day of receipt', { noticeSentOn: '2026-11-06', reasons: 'many' }, undefined],
    ['told on the last day, before it is rolled', { noticeSentOn: '2026-12-06', reasons: 'many' }, undefined],
    ['told a day later', { noticeSentOn: '2026-12-07', reasons: 'many' }, 'extension-told-too-late'],
    ['told without reasons', { noticeSentOn: '2026-11-10' }, 'extension-without-reasons'],
    ['told with blank reasons', { noticeSentOn: '2026-11-10', reasons: ' ' }, 'extension-without-reasons'],
    ['never told', { reasons: 'many systems' }, 'extension-not-told'],
  ])('received 6 November 2026, %s', (_what, extension, refused) => {
    const deadline = requestDeadline(policy, { receivedOn: '2026-11-06', extension });
    expect(deadline).toMatchObject({
      extended: refused === undefined,
      internalDue: refused === undefined ? '2027-02-06' : '2026-12-06',
    });
    const reasons = deadline.because.map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason.startsWith('extension-'))).toEqual(refused ? [refused] : []);
    if (refused !== undefined) expect(deadline.because[1]?.provision).toBe('GDPR Art. 12(3)');
  });

  test('a suspension moves the day by which the person must be told', () => {
    const suspensions = [{ from: '2026-09-05', to: '2026-09-09', reason: identity }];
    const told = (noticeSentOn: string) =>
      requestDeadline(policy, {
        receivedOn: '2026-09-01',
        suspensions,
        extension: { noticeSentOn, reasons: 'many systems' },
      });
    expect(told('2026-10-05')).toMatchObject({ extended: true, internalDue: '2026-12-05' });
    expect(told('2026-10-06')).toMatchObject({ extended: false, internalDue: '2026-10-05' });
  });

  test('a policy that knows no extension gives none', () => {
    const strict = parsePolicy(text.replace('    extendedPeriod: P3M\n', ''), 'policy.yaml');
    const deadline = requestDeadline(strict, { receivedOn: '2026-09-01', extension: inTime });
    expect(deadline).toMatchObject({ extended: false, internalDue: '2026-10-01' });
    expect(deadline.because[1]).toMatchObject({ reason: 'extension-not-provided-for' });
  });
});

describe('Art. 12(6): the clock stands while an answer of the person is awaited', () => {
  test.each<[string, ReturnType<typeof spans>, string]>([
    [
      'the days it stood, the first excluded, the last included',
      spans(['2026-09-05', '2026-09-09']),
      '2026-10-05',
    ],
    ['nothing for an answer on the same day', spans(['2026-09-05', '2026-09-05']), '2026-10-01'],
    ['two apart', spans(['2026-09-05', '2026-09-07'], ['2026-09-10', '2026-09-11']), '2026-10-04'],
    ['two that meet', spans(['2026-09-05', '2026-09-07'], ['2026-09-07', '2026-09-09']), '2026-10-05'],
    ['a shared day once', spans(['2026-09-05', '2026-09-09'], ['2026-09-07', '2026-09-10']), '2026-10-06'],
    ['the same twice once', spans(['2026-09-05', '2026-09-09'], ['2026-09-05', '2026-09-09']), '2026-10-05'],
    ['one inside the other', spans(['2026-09-05', '2026-09-20'], ['2026-09-07', '2026-09-10']), '2026-10-16'],
    ['told in any order', spans(['2026-09-10', '2026-09-11'], ['2026-09-05', '2026-09-07']), '2026-10-04'],
    ['over the turn of summer time', spans(['2026-10-01', '2026-10-31']), '2026-10-31'],
    ['from the last day on', spans(['2026-10-01', '2026-10-08']), '2026-10-08'],
    [
      'from a day that only the first has reached',
      spans(['2026-09-20', '2026-09-30'], ['2026-10-10', '2026-10-12']),
      '2026-10-13',
    ],
    ['nothing once the time has passed', spans(['2026-10-02', '2026-10-12']), '2026-10-01'],
  ])('a suspension adds %s', (_what, suspensions, internalDue) => {
    const deadline = requestDeadline(policy, { receivedOn: '2026-09-01', suspensions });
    expect(deadline.internalDue).toBe(internalDue);
    expect(deadline.suspendedSince).toBeUndefined();
    const said = deadline.because.filter(({ reason }) => reason.startsWith('suspen'));
    expect(new Set(said.map(({ fact }) => fact))).toEqual(
      new Set(suspensions.map(({ from, to }) => `${from}..${to}`)),
    );
  });

  test('the un-rolled date is moved, and then it is rolled', () => {
    const suspensions = spans(['2026-11-10', '2026-11-11']);
    expect(requestDeadline(policy, { receivedOn: '2026-11-05', suspensions })).toMatchObject({
      internalDue: '2026-12-06',
      legalDue: '2026-12-07',
    });
  });

  test('on a day between the date by the month and the rolled one it can still be suspended', () => {
    const suspensions = spans(['2026-12-07', '2026-12-09']);
    expect(requestDeadline(policy, { receivedOn: '2026-11-06', suspensions }).internalDue).toBe('2026-12-08');
  });

  test('while it is open it is shown, and the dates are the earliest possible', () => {
    const deadline = requestDeadline(policy, {
      receivedOn: '2026-09-01',
      suspensions: spans(['2026-09-05']),
    });
    expect(deadline).toMatchObject({ internalDue: '2026-10-01', suspendedSince: '2026-09-05' });
    expect(deadline.because).toContainEqual(
      expect.objectContaining({
        reason: 'suspension-open',
        fact: '2026-09-05..',
        provision: 'GDPR Art. 12(6)',
      }),
    );
  });

  test('each says once whether it counted or came too late, and by which provision', () => {
    const suspensions = spans(['2026-09-05', '2026-09-09'], ['2026-10-12', '2026-10-13']);
    const { because } = requestDeadline(policy, { receivedOn: '2026-09-01', suspensions });
    const said = because.filter(({ reason }) => reason.startsWith('suspen'));
    expect(said.map(({ reason, fact, provision }) => [reason, fact, provision])).toEqual([
      ['suspended', '2026-09-05..2026-09-09', 'GDPR Art. 12(6)'],
      ['suspension-after-the-time-limit', '2026-10-12..2026-10-13', undefined],
    ]);
  });

  test('one that came too late says so', () => {
    const suspensions = spans(['2026-10-02']);
    const deadline = requestDeadline(policy, { receivedOn: '2026-09-01', suspensions });
    expect(deadline.suspendedSince).toBeUndefined();
    expect(deadline.because.map(({ reason }) => reason)).toContain('suspension-after-the-time-limit');
  });
});

describe('what is no deadline is refused with its field', () => {
  test.each<[string, Partial<RequestClock>, string]>([
    ['a day that does not exist', { receivedOn: '2026-02-30' }, 'Not a date: 2026-02-30'],
    [
      'an answer before the question',
      suspended({ from: '2026-09-09', to: '2026-09-05' }),
      'suspension 2026-09-09..2026-09-05: it ends before it begins',
    ],
    ['no reason', suspended({ reason: ' ' }), 'suspension 2026-09-05..2026-09-09: a reason is needed'],
    ['before the request', suspended({ from: '2026-08-31' }), 'begins before the receipt on 2026-09-01'],
    ['a suspension from no date', suspended({ from: '2026-09-31' }), 'Not a date: 2026-09-31'],
    ['a suspension to no date', suspended({ to: '2026-09-31' }), 'Not a date: 2026-09-31'],
    [
      'a notice of no date',
      { extension: { ...inTime, noticeSentOn: '2026-09-31' } },
      'Not a date: 2026-09-31',
    ],
    [
      'a notice from before',
      { extension: { ...inTime, noticeSentOn: '2026-08-31' } },
      'the notice of 2026-08-31 is older',
    ],
  ])('%s', (_what, given, message) => {
    const asking = () => requestDeadline(policy, { receivedOn: '2026-09-01', ...given });
    expect(asking).toThrow(RangeError);
    expect(asking).toThrow(message);
  });
});

describe('Reg. 1182/71 Art. 3(5): a period of two days or more has at least two working days', () => {
  test.each([
    ['two days over a weekend, from a Friday', 'P2D', '2026-03-06', '2026-03-08', '2026-03-10'],
    ['two days over Easter', 'P2D', '2026-04-02', '2026-04-04', '2026-04-08'],
    ['two days in the week', 'P2D', '2026-03-02', '2026-03-04', '2026-03-04'],
    ['one day has no such need', 'P1D', '2026-03-06', '2026-03-07', '2026-03-09'],
  ])('%s', (_what, period, receivedOn, internalDue, legalDue) => {
    const deadline = requestDeadline(policyAnsweringWithin(period), { receivedOn });
    expect(deadline).toMatchObject({ internalDue, legalDue });
    const moved = deadline.because.filter(({ provision }) => provision?.endsWith('Art. 3(5)') === true);
    expect(moved.map(({ reason }) => reason)).toEqual(
      period === 'P2D' && receivedOn !== '2026-03-02' ? ['two-working-days'] : [],
    );
  });
});

describe('for any request', () => {
  const dates = fc.integer({ min: 18_000, max: 40_000 }).map(dateOfDayNumber);

  test('by law it is a working day, never before the date by the month and at most five days after', () => {
    fc.assert(
      fc.property(dates, fc.boolean(), (receivedOn, extended) => {
        const extension = extended ? { noticeSentOn: receivedOn, reasons: 'many' } : undefined;
        const { internalDue, legalDue } = requestDeadline(policy, { receivedOn, extension });
        const rolled = dayNumberOf(legalDue) - dayNumberOf(internalDue);
        if (!isWorkingDay(legalDue) || rolled < 0 || rolled > 5)
          throw new Error(`${receivedOn}: ${legalDue}`);
      }),
      { numRuns },
    );
  });

  test('each day is counted once, however the suspensions overlap', () => {
    const days = fc.integer({ min: 0, max: 27 });
    const suspensions = fc.array(fc.tuple(days, days), { maxLength: 5 });
    fc.assert(
      fc.property(dates, suspensions, (receivedOn, given) => {
        const stood = new Set<number>();
        const asked = given.map(([one, other]) => {
          const [first, last] = [Math.min(one, other), Math.max(one, other)];
          for (let day = first + 1; day <= last; day++) stood.add(day);
          return { from: addDays(receivedOn, first), to: addDays(receivedOn, last), reason: identity };
        });
        const without = requestDeadline(policy, { receivedOn }).internalDue;
        const due = requestDeadline(policy, { receivedOn, suspensions: asked }).internalDue;
        if (due !== addDays(without, stood.size)) throw new Error(`${without} and ${stood.size} is ${due}`);
      }),
      { numRuns },
    );
  });
});

function suspended(given: Partial<{ from: string; to: string; reason: string }>): Partial<RequestClock> {
  return { suspensions: [{ from: '2026-09-05', to: '2026-09-09', reason: identity, ...given }] };
}

function spans(...given: [from: string, to?: string][]): NonNullable<RequestClock['suspensions']> {
  return given.map(([from, to]) => ({ from, ...(to !== undefined && { to }), reason: identity }));
}

function policyAnsweringWithin(period: string): typeof policy {
  return parsePolicy(text.replace('    period: P1M\n', `    period: ${period}\n`), 'policy.yaml');
}
