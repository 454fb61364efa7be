import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { PartyClocks } from '../src/party-clocks.decision.js';
import { aPartyIndex } from './party-index.fixture.js';

const { connection, parties, stored } = aPartyIndex();
beforeEach(() => stored().deleteMany({}));

const told = { party: 'p_h1_1', source: 'web-store', partyId: 'customer/1' };
const nothing = { records: [], relationship: { state: 'none' } } as unknown as PartyClocks;

const claimed = async (reader: string): Promise<void> =>
  parties().claim(await stored().find().toArray(), reader);
const indexed = async (reader: string, clocks = nothing): Promise<boolean> => {
  await parties().index([{ party: told.party, clocks }], '2018-05-25', reader);
  return (await stored().findOne({ _id: told.party }))?.stale !== true;
};

describe('The clocks of a party that something new is known of', () => {
  it('are computed', async () => {
    await parties().touch([told, told]);
    await claimed('r-1');
    expect(await indexed('r-1')).toBe(true);
  });

  it.each([
    ['something newer came while its facts were read', () => parties().touch([told])],
    ['something else touched it meanwhile', () => parties().touchKnown([told.party])],
    ['another instance has begun to read them since', () => claimed('r-2')],
  ])('are computed again where %s', async (_, meanwhile) => {
    await parties().touch([told]);
    await claimed('r-1');
    await meanwhile();
    expect(await indexed('r-1')).toBe(false);
    await claimed('r-3');
    expect(await indexed('r-3')).toBe(true);
  });

  it('are computed again, and the party stays, where news came while it was found to be erased', async () => {
    await parties().touch([told]);
    await claimed('r-1');
    await parties().touch([told]);
    const erased = { ...nothing, erasedAt: '2026-11-01T00:00:00Z' } as unknown as PartyClocks;
    expect(await indexed('r-1', erased)).toBe(false);
    await claimed('r-2');
    await indexed('r-2', erased);
    expect(await stored().countDocuments()).toBe(0);
  });

  it('wait where it was found to be erased, and is gone, between a look at it and the touch', async () => {
    await parties().touch([told]);
    await claimed('r-1');
    const erased = { ...nothing, erasedAt: '2026-11-01T00:00:00Z' } as unknown as PartyClocks;
    const touchKnown = parties().touchKnown.bind(parties());
    const between = jest.spyOn(parties(), 'touchKnown').mockImplementationOnce(async (some) => {
      await indexed('r-1', erased);
      return touchKnown(some);
    });
    await parties().touch([told]);
    between.mockRestore();
    expect(await stored().findOne({ _id: told.party })).toMatchObject({ stale: true, partyId: 'customer/1' });
  });

  it('wait where they were indexed before, and the party comes once more', async () => {
    await parties().touch([told]);
    await claimed('r-1');
    await indexed('r-1');
    await parties().touch([told]);
    expect(await stored().findOne({ _id: told.party })).toMatchObject({ stale: true });
  });

  it('wait while nobody reads them, and news of it writes nothing', async () => {
    await parties().touch([told]);
    await stored().updateOne({ _id: told.party }, { $set: { dueOn: '2030-01-01' } });
    await connection().db!.command({ profile: 2 });
    await parties().touch([told]);
    await connection().db!.command({ profile: 0 });
    const writes = { op: { $in: ['update', 'insert'] }, ns: /\.parties$/ };
    expect(await connection().db!.collection('system.profile').countDocuments(writes)).toBe(0);
  });
});
