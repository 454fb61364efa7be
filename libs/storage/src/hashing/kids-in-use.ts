import type { Connection, mongo } from 'mongoose';
import { databaseOf } from '../open-mongo.js';
import type { Fact } from '../facts/fact.js';
import type { HashKeys } from './hash-keys.js';
import { kids, type KidDocument } from './kid.schema.js';
import { nameOf } from '../schema/declare-schema.js';

export interface HashKeyUse {
  readonly kid: string;
  readonly current: boolean;
  readonly uses: { readonly references: number; readonly addresses: number };
}

const withAddressBy = (kid: string): mongo.Filter<Fact> => ({
  $or: [{ 'addresses.kid': kid }, { 'address.kid': kid }],
});

/** After every reference by this key in the order of the index. */
const pastReferencesBy = (kid: string): string => `p_${kid}_~`;

/**
 * Which hash keys, and keys of links, a service's database knows something by. Every one it ever started with is on
 * record, so that a start without it, or with another key of its name, is noticed before anything is hashed.
 */
export class KidsInUse {
  private readonly kids: mongo.Collection<KidDocument>;
  private readonly facts: mongo.Collection<Fact>;

  constructor(connection: Connection) {
    const database = databaseOf(connection);
    this.kids = database.collection<KidDocument>(nameOf(kids));
    this.facts = database.collection<Fact>('facts');
  }

  /**
   * `usedElsewhere`: whether something outside the database is hashed by it; asked only where the key is gone.
   * Throws; names the key, shows nothing of it.
   */
  async checkHashKeys(keys: HashKeys, usedElsewhere: (kid: string) => Promise<boolean>): Promise<void> {
    const references = await this.kidsOfReferences();
    const known = keys.fingerprints();
    const missing = references.find((kid) => !known.has(kid));
    if (missing !== undefined) throw notThere('hash', missing, 'HASH_KEYS_FILE');
    if (references.length > 0 && !references.includes(keys.partiesKid))
      throw new Error(
        `parties are referred to by the hash key ${references[0]}: HASH_KEYS_FILE must say "parties": "${references[0]}"`,
      );
    await this.check(
      'hash',
      known,
      'HASH_KEYS_FILE',
      async (kid) => (await this.hashesAddresses(kid)) || (await usedElsewhere(kid)),
    );
  }

  /** Links are in people's mail: whoever signed one has signed it for ever. */
  checkLinkKeys(fingerprints: ReadonlyMap<string, string>): Promise<void> {
    return this.check('link', fingerprints, 'LINK_KEYS_FILE', () => Promise.resolve(true));
  }

  /** Reads every address: for a person who asks. */
  async uses(keys: HashKeys): Promise<readonly HashKeyUse[]> {
    const kids = [...keys.fingerprints().keys()];
    return Promise.all(
      kids.map(async (kid) => ({
        kid,
        current: kid === keys.currentKid,
        uses: {
          references: await this.referencesBy(kid),
          addresses: await this.facts.countDocuments(withAddressBy(kid)),
        },
      })),
    );
  }

  private async check(
    what: string,
    given: ReadonlyMap<string, string>,
    variable: string,
    isUsed: (kid: string) => Promise<boolean>,
  ): Promise<void> {
    const onRecord = await this.kids.find({ _id: { $regex: `^${what}/` } }).toArray();
    for (const { _id, fingerprint } of onRecord) {
      const kid = _id.slice(what.length + 1);
      const now = given.get(kid);
      if (now !== undefined && now !== fingerprint)
        throw new Error(`${what} key ${kid} in ${variable} is another key than the one in use by that name`);
      if (now === undefined && (await isUsed(kid))) throw notThere(what, kid, variable);
      if (now === undefined) await this.kids.deleteOne({ _id });
    }
    await Promise.all(
      [...given].map(([kid, fingerprint]) =>
        this.kids.updateOne(
          { _id: `${what}/${kid}` },
          { $setOnInsert: { fingerprint, since: new Date() } },
          { upsert: true },
        ),
      ),
    );
  }

  /** One step in the index for each key, however many facts there are. */
  private async kidsOfReferences(): Promise<readonly string[]> {
    const kids: string[] = [];
    for (let after = 'p_'; ;) {
      const [next] = await this.facts
        .find({ party: { $gt: after, $lt: 'p_~' } })
        .project<{ party: string }>({ _id: 0, party: 1 })
        .sort({ party: 1 })
        .limit(1)
        .toArray();
      const kid = next?.party.split('_')[1];
      if (kid === undefined) return kids;
      kids.push(kid);
      after = pastReferencesBy(kid);
    }
  }

  private referencesBy(kid: string): Promise<number> {
    return this.facts.countDocuments({ party: { $gt: `p_${kid}_`, $lt: pastReferencesBy(kid) } });
  }

  private async hashesAddresses(kid: string): Promise<boolean> {
    return (await this.facts.findOne(withAddressBy(kid))) !== null;
  }
}

const notThere = (what: string, kid: string, variable: string): Error =>
  new Error(`${what} key ${kid} is in use, but not in ${variable}: list it again`);
