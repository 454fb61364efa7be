import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { type CloudEvent, type Contract, contracts, ParticipantReplied, STORE_EVENT_TYPES } from '#contracts';
import { readRegistered } from '#participant';
import { aCustomerRegistered, brokerPassword, eventually } from '#testing';
import { services } from '../apps/services.js';
import { installationTopology } from '../apps/topology.js';
import { shapeOf } from '../libs/contracts/src/data-shape.fixture.js';
import { type FourServices, fourServices } from './harness/four-services.js';
import { asStore, type OwnStore } from './harness/own-store.js';
import { SERVICES } from './harness/world.js';

jest.setTimeout(120_000);
const STORES = 'web-store,my-shop';
const patience = { within: 60_000, every: 200 };

/** Every queue of ours into which a store can write, with a key by which it does. */
const queues = installationTopology(readRegistered({ STORES }, SERVICES).registered).queues.flatMap(
  ({ name, owner, bindings }) => {
    const [binding] = bindings.filter(({ exchange }) => exchange === 'store.events');
    const ours = services.find((service) => service.name === owner);
    return binding === undefined || ours === undefined ? [] : [{ name, owner: ours.name, key: binding.key }];
  },
);

/** What a store has no business to say, each as its contract asks. */
const notOfStores = contracts.filter(
  ({ type }) => !STORE_EVENT_TYPES.includes(type) && type !== ParticipantReplied.type,
);
const wholeDataOf = ({ dataClass }: Contract): object =>
  fc.sample(shapeOf(dataClass, 'whole'), { numRuns: 1, seed: 7 })[0]!;

let four: FourServices;
let myShop: OwnStore;
beforeAll(async () => {
  four = await fourServices({ STORES });
  myShop = await asStore('my-shop', four.around.vhost.amqpUrlFor('my-shop', brokerPassword('my-shop')));
});
afterAll(async () => {
  await myShop.close();
  await four.stop();
});

interface Parked {
  readonly queue: string;
  readonly type?: string;
  readonly reason: string;
}

const parkedAt = async (owner: (typeof queues)[number]['owner']): Promise<readonly Parked[]> =>
  four.member(owner).database.connection.collection<Parked>('parked').find().toArray();

const factsOf = async (): Promise<readonly number[]> =>
  Promise.all(
    SERVICES.map((name) =>
      four
        .member(name)
        .database.connection.collection('facts')
        .countDocuments({ type: { $ne: 'policy.published' } }),
    ),
  );

describe('Whatever a store writes into a queue that it reaches', () => {
  test('there are such queues: three take what it tells, two what it replies', () => {
    expect(queues.map(({ name }) => name).toSorted()).toEqual([
      'consent.intake',
      'marketing-suppression.intake',
      'retention.intake',
      'retention.replies',
      'subject-requests.replies',
    ]);
  });

  test.each(queues)(
    '$name parks a command, a choice or a watermark that is sent as an event',
    async ({ owner, name, key }) => {
      const before = await factsOf();
      for (const contract of notOfStores) {
        const id = `${name}/${contract.type}`;
        const event = { ...aCustomerRegistered({}, { id }), type: contract.type, source: '/my-shop' };
        await myShop.publish({ ...event, data: wholeDataOf(contract) }, key);
      }
      const types = notOfStores.map(({ type }) => type).toSorted();
      const here = async (): Promise<readonly Parked[]> =>
        (await parkedAt(owner)).filter(({ queue }) => queue === name);
      await eventually(async () => new Set((await here()).map(({ type }) => type)).size >= types.length, {
        ...patience,
        explain: async () => JSON.stringify(await here()),
      });
      expect(new Set((await here()).map(({ reason }) => reason))).toEqual(new Set(['unknown-type']));
      expect(await factsOf()).toEqual(before);
    },
  );

  test.each(queues)('$name parks what is in another’s name, or in none', async ({ owner, name, key }) => {
    const before = await factsOf();
    const type = name.endsWith('.replies') ? ParticipantReplied.type : key;
    const contract = contracts.find((one) => one.type === type)!;
    const event = { ...aCustomerRegistered(), type, data: wholeDataOf(contract) };
    for (const source of ['/web-store', '/their-shop', '/consent', undefined])
      await myShop.publish(
        { ...event, id: `in-the-name-of${source ?? '/nobody'}`, source } as CloudEvent,
        key,
      );
    const wrong = async (): Promise<readonly string[]> =>
      (await parkedAt(owner))
        .filter((one) => one.queue === name && one.type === type && one.reason !== 'unknown-type')
        .map(({ reason }) => reason);
    await eventually(async () => (await wrong()).length >= 4, patience);
    expect((await wrong()).toSorted()).toEqual([
      'malformed',
      'source-mismatch',
      'source-mismatch',
      'source-mismatch',
    ]);
    expect(await factsOf()).toEqual(before);
  });
});
