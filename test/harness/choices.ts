import { setTimeout as pause } from 'node:timers/promises';
import { type Acknowledged, Desk, party } from './desk.js';
import type { ReplayRun } from './replay-run.js';

/** Of those whom the fault tests' replays are limited to, the first by number. */
export const CUSTOMERS_TOLD = '300';
/**
 * A customer with one early order; all there is to tell of them: registered, ordered, invoiced, paid, delivered,
 * warranty.
 */
export const ERASED = '14237';
const TOLD_OF_ERASED = 6;
export const CONSENTING = '12748';
export const WITHDRAWING = '13047';
/** From the first customer of the history to the last, and one who never was. */
export const PROHIBITING = ['12431', '13758', '12433', '13777', '12947', '12704', '13300', '12548', '99999'];
/** Nobody's, as far as anybody knows. */
export const ADDRESSES = ['maija@example.fi', 'matti@example.fi', 'lauri@example.fi'];

const SCOPES = [
  { kind: 'all-marketing' },
  { kind: 'channel', value: 'email' },
  { kind: 'research' },
  { kind: 'profiling' },
];

/**
 * The same choices in every run, made while the replay goes on, each under its own key and asked again until it is
 * acknowledged. None depends on how far the replay is, but that who consents or asks for erasure is known.
 */
export function makeChoices(run: ReplayRun): Promise<Acknowledged> {
  const made = make(run);
  // Awaited by the test, but perhaps after something else has failed already.
  made.catch(() => undefined);
  return made;
}

async function make(run: ReplayRun): Promise<Acknowledged> {
  const acknowledged: Acknowledged = { optOuts: [], erasure: '', repeated: 0 };
  const desk = new Desk(run, acknowledged);
  await Promise.all([prohibit(desk), liftOne(desk), consents(desk), erase(desk)]);
  return acknowledged;
}

async function prohibit(desk: Desk): Promise<void> {
  for (const scope of SCOPES)
    for (const customer of [...PROHIBITING, CONSENTING]) {
      await desk.prohibit(`${scope.kind}-${customer}`, { party: party(customer), scope });
      await pause(40);
    }
}

async function liftOne(desk: Desk): Promise<void> {
  for (const value of ADDRESSES) {
    const address = { kind: 'email', value };
    const id = await desk.prohibit(value, { address, scope: { kind: 'all-marketing' } });
    if (value === ADDRESSES[0]) await desk.lift(id);
  }
}

async function consents(desk: Desk): Promise<void> {
  const what = { purpose: 'disclosure-direct-marketing', recipient: 'marketing-partner' };
  const evidence = { method: 'web-form', textShown: 'text-1', noticeVersion: 'midare/2018-05-25' };
  for (const customer of [CONSENTING, WITHDRAWING]) {
    await desk.untilKnown(customer);
    await desk.act(`grant-${customer}`, {
      service: 'consent',
      path: '/v1/consents',
      body: { party: party(customer), ...what, evidence },
    });
  }
  await desk.act('withdraw', {
    service: 'consent',
    path: '/v1/consents/withdrawals',
    body: { party: party(WITHDRAWING), ...what, method: 'phone' },
  });
}

/** What a person's records are is settled before they ask; later news of them is another story. */
async function erase(desk: Desk): Promise<void> {
  await desk.prohibit('erased', { party: party(ERASED), scope: { kind: 'all-marketing' } });
  await desk.untilAllIsToldOf(ERASED, TOLD_OF_ERASED);
  await desk.openErasure(ERASED);
}
