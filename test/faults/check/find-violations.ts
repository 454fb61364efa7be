import type { Decision } from '#policy';
import type { HashKeys } from '#storage';
import type { Books, Doc, Holder } from '../../harness/books.js';
import { SERVICES, type World } from '../../harness/world.js';
import type { Marketing } from '../load/marketing.js';
import type { Person } from '../load/person.js';
import { clocksSaid, type ExpectedAnswers, QUESTIONS, saying, sendQuestionOf } from './expected-answers.js';
import { trueFacts, type TrueFacts } from './true-facts.js';

export interface CheckedWith {
  readonly world: World;
  readonly books: Books;
  readonly keys: HashKeys;
  readonly expected: ExpectedAnswers;
  readonly marketing: Marketing;
}

/** Everything in which the services differ from the true history of these people, in words; none: all is as it must be. */
export async function findViolations(people: readonly Person[], at: CheckedWith): Promise<readonly string[]> {
  const living = people.filter(({ erasure }) => erasure === undefined);
  const found = await Promise.all([
    ...people.map((person) => factsOf(person, at)),
    ...people.map((person) => recordsOf(person, at)),
    ...living.map((person) => clocksOf(person, at)),
    ...people.flatMap((person) => (person.erasure === undefined ? [] : [erasureOf(person, at)])),
    decisionsAbout(living, at),
    sendsTo(people, at),
    deadLettered(at),
  ]);
  return [...found.flat(), ...people.flatMap((person) => unheard(person, at))];
}

const ofType =
  (...types: readonly string[]) =>
  ({ type }: Doc): boolean =>
    types.includes(String(type));

async function factsOf(person: Person, { books, keys }: CheckedWith): Promise<readonly string[]> {
  const ref = keys.partyRef(person.party.source, person.party.id);
  const must = trueFacts(person, keys);
  const erased = person.erasure !== undefined;
  const ofParty = async (holder: Holder, isMeant: (doc: Doc) => boolean, wanted: readonly Named[]) =>
    compared(
      `${holder} ${person.party.id}`,
      (await books.find(holder, { party: ref })).filter(isMeant),
      wanted,
    );
  const anywhere = async (holder: Holder, wanted: readonly Named[]) =>
    missing(holder, await books.find(holder, { _id: { $in: wanted.map(({ _id }) => _id) } }), wanted);
  const prohibited = ofType('suppression.added');
  const found = await Promise.all([
    ofParty('consent', ofType('party.described', 'contract.opened'), must.directory),
    ofParty('consent', ofType('consent.granted', 'consent.withdrawn'), must.choices),
    anywhere('consent', must.suppressionFollowed),
    ofParty('marketing-suppression', ofType('address.known'), erased ? [] : must.addresses),
    ofParty(
      'marketing-suppression',
      prohibited,
      // The prohibition of a bare address names nobody; whom it means, its echoes say.
      must.suppression.filter((fact) => fact.type === 'suppression.added' && fact.address === undefined),
    ),
    anywhere('marketing-suppression', must.suppression),
    ...(erased
      ? []
      : [
          ofParty(
            'marketing-suppression',
            ofType('consent.granted', 'consent.withdrawn'),
            must.choicesFollowed,
          ),
          ofParty('retention', () => true, must.inventory),
        ]),
    stillOwed(ref, books),
  ]);
  return found.flat();
}

interface Named {
  readonly _id: string;
}

/** What the desk did for a person is on record once, however often it was asked for and whoever died meanwhile. */
async function recordsOf(person: Person, { books, keys }: CheckedWith): Promise<readonly string[]> {
  const ref = keys.partyRef(person.party.source, person.party.id);
  const found = await Promise.all(
    person.answered
      // What names an address alone is about nobody by reference.
      .filter(({ body }) => !('address' in body))
      .map(async ({ service, path }) => {
        const route = path.replace(/(?<=prohibitions\/)[^/]+/, ':id');
        const made = { parties: ref, route, status: 201 };
        const times = (await books.find(service, made, 'audit')).length;
        return times === 1 ? [] : [`on record ${times} times: ${service} ${route} of ${person.party.id}`];
      }),
  );
  return found.flat();
}

/** Whatever a message does to who reads it, none that lay beside it leaves its queue that way. */
async function deadLettered({ books }: CheckedWith): Promise<readonly string[]> {
  const counts = await Promise.all(
    SERVICES.map((service) => books.count(service, { reason: /^dead-lettered/ }, 'parked')),
  );
  return SERVICES.flatMap((service, index) =>
    counts[index] === 0 ? [] : [`dead-lettered: ${counts[index]} messages at ${service}`],
  );
}

async function stillOwed(party: string, books: Books): Promise<readonly string[]> {
  const holders = ['consent', 'marketing-suppression', 'retention', 'subject-requests'] as const;
  const owed = await Promise.all(holders.map((holder) => books.find(holder, { party, owed: true })));
  return owed.flatMap((facts, index) =>
    facts.map(({ _id }) => `stuck: ${holders[index]} still owes for ${_id}`),
  );
}

function compared(what: string, there: readonly Named[], wanted: readonly Named[]): readonly string[] {
  const must = new Set(wanted.map(({ _id }) => _id));
  const extra = there.filter(({ _id }) => !must.has(_id));
  return [...missing(what, there, wanted), ...extra.map(({ _id }) => `too much: ${what} has ${_id}`)];
}

function missing(what: string, there: readonly Named[], wanted: readonly Named[]): readonly string[] {
  const has = new Set(there.map(({ _id }) => _id));
  return wanted.filter(({ _id }) => !has.has(_id)).map(({ _id }) => `lost: ${what} has no ${_id}`);
}

async function decisionsAbout(people: readonly Person[], at: CheckedWith): Promise<readonly string[]> {
  const questions = people.flatMap(({ party }) => QUESTIONS.map((question) => ({ ...question, party })));
  const { body } = await at.world.call<{ decisions: readonly Decision[] }>(
    'consent',
    'POST',
    '/v1/decisions/batch',
    { body: { questions } },
  );
  return people.flatMap((person, index) => {
    const wanted = at.expected.decisions(trueFacts(person, at.keys));
    return wanted.flatMap((must, nth) => {
      const decision = body.decisions[index * QUESTIONS.length + nth]!;
      return differing(
        `decision ${QUESTIONS[nth]!.purpose} about ${person.party.id}`,
        must,
        saying(decision),
      );
    });
  });
}

async function sendsTo(people: readonly Person[], at: CheckedWith): Promise<readonly string[]> {
  const { body } = await at.world.call<{ answers: readonly Decision[] }>(
    'marketing-suppression',
    'POST',
    '/v1/send-checks',
    { body: { checks: people.map(sendQuestionOf) }, role: 'marketing' },
  );
  return people.flatMap((person, index) => {
    const facts = trueFacts(person, at.keys);
    const must = at.expected.sendCheck(person, person.erasure === undefined ? facts : forgotten(facts));
    return differing(`send to ${person.party.id}`, must, saying(body.answers[index]!));
  });
}

/** Of the erased their prohibitions alone are left, and those hold for every address they had. */
const forgotten = (facts: TrueFacts): TrueFacts => ({ ...facts, addresses: [], choicesFollowed: [] });

async function clocksOf(person: Person, at: CheckedWith): Promise<readonly string[]> {
  const { body } = await at.world.call<object>('retention', 'POST', '/v1/clocks', {
    body: { party: person.party },
  });
  const must = at.expected.clocks(trueFacts(person, at.keys));
  return differing(`clocks of ${person.party.id}`, must, clocksSaid(body));
}

async function erasureOf(
  { erasure, party, email }: Person,
  { world }: CheckedWith,
): Promise<readonly string[]> {
  const { body } = await world.call<{ state?: string; waitingFor?: readonly string[] }>(
    'subject-requests',
    'GET',
    `/v1/requests/${erasure}`,
  );
  const found = await world.call<{ parties: readonly object[] }>('consent', 'POST', '/v1/parties/find', {
    body: { address: { kind: 'email', value: email } },
  });
  const waiting = `${body.state}, waiting for ${body.waitingFor?.join(', ')}`;
  return [
    ...(body.state === 'closed' ? [] : [`stuck: the erasure of ${party.id} is ${waiting}`]),
    ...(found.body.parties.length === 0 ? [] : [`too much: ${party.id} is erased and found by address`]),
  ];
}

function unheard({ prohibited }: Person, { marketing }: CheckedWith): readonly string[] {
  const said = prohibited.flatMap(({ suppression, lift }) => [
    suppression,
    ...(lift === undefined ? [] : [lift.id]),
  ]);
  return said
    .filter((id) => !marketing.heard.has(id))
    .map((id) => `lost: the marketing service never heard of ${id}`);
}

const differing = (what: string, must: string, is: string): readonly string[] =>
  must === is ? [] : [`differs: ${what}: must be ${must}, is ${is}`];
