import { afterAll, beforeAll } from '@jest/globals';
import { createIndexes, declaredIndexes } from '#storage';
import { testDatabase, type TestDatabase } from '#testing';
import { type IndexedParty, parties as partySchema } from '../src/party.schema.js';
import { PartyIndexStore } from '../src/party-index.store.js';

/** The index of parties in a database of the spec's own. */
export function aPartyIndex() {
  let database: TestDatabase;
  let parties: PartyIndexStore;
  beforeAll(async () => {
    database = await testDatabase('retention');
    await createIndexes(database.connection, declaredIndexes(partySchema));
    parties = new PartyIndexStore(database.connection);
  });
  afterAll(() => database.drop());
  return {
    connection: () => database.connection,
    parties: () => parties,
    stored: () => database.connection.db!.collection<IndexedParty>('parties'),
  };
}
