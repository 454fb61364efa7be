import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { parseKeyFile, readKeyFile } from '../key-file.js';
import type { KeyFile } from '../key-file.js';

export type AddressKind = 'email' | 'phone' | 'user-id';

export interface AddressHash {
  readonly kid: string;
  readonly hash: string;
}

type Domain = 'party' | 'address' | 'request' | 'erased' | 'fact';

interface LiveKey {
  readonly kid: string;
  readonly domains: Readonly<Record<Domain, KeyObject>>;
}

/** 144 bits: no two parties will ever share a reference. */
const hashLength = 24;

/**
 * Keyed hashes that stand for a person: still personal data, but useless to whoever has no key. Each purpose has its
 * own derived key, so a party reference never equals an address hash. A key lives as long as any hash made with it.
 *
 * A rotation is for addresses: they are hashed under every live key, so whatever was hashed before still meets them. What
 * names a party is made by one key for good, or one person would become two (ADR 18).
 */
export class HashKeys {
  private readonly live: readonly LiveKey[];
  private readonly current: LiveKey;
  private readonly ofParties: LiveKey;

  constructor(file: KeyFile) {
    this.live = [...file.keys].map(([kid, key]) => ({ kid, domains: derive(key) }));
    this.current = this.live.find(({ kid }) => kid === file.current)!;
    this.ofParties = this.live.find(({ kid }) => kid === file.parties) ?? this.live[0]!;
  }

  /** `{"current":"h1","keys":{"h1":"<32 bytes or more, base64url>"}}` */
  static async load(path: string): Promise<HashKeys> {
    return new HashKeys(await readKeyFile(path));
  }

  static of(content: {
    readonly current: string;
    readonly parties?: string;
    readonly keys: Readonly<Record<string, string>>;
  }): HashKeys {
    return new HashKeys(parseKeyFile(content, '(given)'));
  }

  get currentKid(): string {
    return this.current.kid;
  }

  /** Of the key that references to parties are made by. */
  get partiesKid(): string {
    return this.ofParties.kid;
  }

  /** By key name: equal where two services have the same key, and telling nothing of it. */
  fingerprints(): ReadonlyMap<string, string> {
    return new Map(
      this.live.map(({ kid, domains }) => [
        kid,
        createHmac('sha256', domains.request).update('seloste/fingerprint').digest('hex').slice(0, 12),
      ]),
    );
  }

  /** Comes from the source's own id, never from an address, and by one key: so it never changes. */
  partyRef(source: string, id: string): string {
    return partyRefWith(this.ofParties, source, id);
  }

  /** The reference, and those that facts of before it was one key's may have. */
  partyRefs(source: string, id: string): readonly string[] {
    return this.withFirst(this.ofParties).map((key) => partyRefWith(key, source, id));
  }

  /** The others of `partyRefs`. */
  formerPartyRefs(source: string, id: string): readonly string[] {
    return this.partyRefs(source, id).slice(1);
  }

  /** Under the current key alone. */
  addressHash(kind: AddressKind, normalised: string): AddressHash {
    return addressHashWith(this.current, kind, normalised);
  }

  /** Under every live key, the current one first: to be looked up, and to be kept, all of them. */
  addressHashes(kind: AddressKind, ...spellings: readonly string[]): readonly AddressHash[] {
    return spellings.flatMap((spelling) =>
      this.withFirst(this.current).map((key) => addressHashWith(key, kind, spelling)),
    );
  }

  /**
   * For Fact.requestHash: a plain hash of a body with an e-mail address in it could be guessed. The same after a
   * rotation.
   */
  requestHash(body: string): string {
    return `${this.ofParties.kid}_${hmac(this.ofParties.domains.request, body)}`;
  }

  /** The id of a fact whose natural key names a record: the same for ever, and it outlives an erasure without the name. */
  factId(naturalKey: string): string {
    return `f_${this.ofParties.kid}_${hmac(this.ofParties.domains.fact, naturalKey)}`;
  }

  /** For the erasure ledger: names a fact that is gone to whoever still has the fact. Throws for a key that is not there. */
  erasedHash(factId: string, kid = this.current.kid): string {
    const key = this.live.find((one) => one.kid === kid);
    if (key === undefined) throw new Error(`the hash key ${kid} is not in the key file`);
    return hmac(key.domains.erased, factId);
  }

  private withFirst(first: LiveKey): readonly LiveKey[] {
    return [first, ...this.live.filter((key) => key !== first)];
  }
}

function derive(key: Buffer): Readonly<Record<Domain, KeyObject>> {
  const keyFor = (domain: Domain): KeyObject =>
    createSecretKey(createHmac('sha256', key).update(`seloste/${domain}/v1`).digest());
  return {
    party: keyFor('party'),
    address: keyFor('address'),
    request: keyFor('request'),
    erased: keyFor('erased'),
    fact: keyFor('fact'),
  };
}

const hmac = (key: KeyObject, text: string): string =>
  createHmac('sha256', key).update(text, 'utf8').digest('base64url').slice(0, hashLength);

/** The length keeps ('a', 'b/c') and ('a/b', 'c') apart. */
const joined = (first: string, second: string): string => `${first.length}:${first}${second}`;

const partyRefWith = ({ kid, domains }: LiveKey, source: string, id: string): string =>
  `p_${kid}_${hmac(domains.party, joined(source, id))}`;

const addressHashWith = ({ kid, domains }: LiveKey, kind: AddressKind, normalised: string): AddressHash => ({
  kid,
  hash: hmac(domains.address, joined(kind, normalised)),
});
