import { createPrivateKey, randomBytes } from 'node:crypto';
import type { Json } from './canonical-json.js';
import { type Commitment, commitmentTo } from './commitment.js';
import { FORMAT, type Head, type LedgerLine, newEnd, newHead, newSeal, type Seal } from './ledger-entries.js';
import { LedgerKey } from './ledger-key.js';

/** The same key in every run; it protects nothing. */
export const testLedgerKey = (byte = 7): LedgerKey => {
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.alloc(32, byte),
  ]);
  return new LedgerKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
};

type Told = { readonly [key: string]: Json };

interface Held {
  readonly shown: { readonly salt: string; readonly record: Told };
  readonly commitment: Commitment;
}

/** A ledger in memory, and its export: what sealer and exporter do, without a database. */
export class LedgerBuilder {
  readonly heads: Head[] = [];
  private readonly seals: Seal[] = [];
  private readonly held = new Map<string, Held>();
  private unsealed: Commitment[] = [];

  constructor(
    readonly key = testLedgerKey(),
    private readonly service = 'consent',
  ) {}

  tell(_id: string, told: Told = {}): this {
    const record = { _id, type: 'told', at: 'x', ...told };
    const salt = randomBytes(32);
    const commitment = commitmentTo(record, salt);
    this.held.set(_id, { shown: { salt: salt.toString('base64url'), record }, commitment });
    this.unsealed.push(commitment);
    return this;
  }

  erase(id: string): this {
    const leaf = this.forget(id);
    return this.tell(`noted/${leaf}`, {
      type: 'ledger.erased',
      leaves: [leaf],
      because: { reason: 'erased' },
    });
  }

  strip(id: string, left: Told = {}): this {
    const leaf = this.forget(id);
    this.tell(id, left);
    const successors = [this.held.get(id)!.commitment];
    return this.tell(`noted/${leaf}`, { type: 'ledger.erased', leaves: [leaf], successors });
  }

  private forget(id: string): Commitment {
    const { commitment } = this.held.get(id)!;
    this.held.delete(id);
    this.unsealed = this.unsealed.filter((leaf) => leaf !== commitment);
    return commitment;
  }

  seal(day: string): this {
    const at = `${day}T10:00:00.000Z`;
    this.seals.push(newSeal(this.seals.at(-1), { service: this.service, at, day }, this.unsealed, this.key));
    this.unsealed = [];
    return this;
  }

  head(day: string): this {
    this.heads.push(newHead(this.heads.at(-1), day, this.seals.at(-1)!, this.key));
    return this;
  }

  export(day: string): LedgerLine[] {
    const last = this.seals.at(-1);
    const byLeaf = new Map([...this.held.values()].map(({ shown, commitment }) => [commitment, shown]));
    const end = {
      service: this.service,
      at: `${day}T12:00:00.000Z`,
      day,
      seal: last?.seal ?? 0,
      hash: last?.hash ?? '',
      head: this.heads.at(-1)?.head ?? '',
      pending: this.unsealed,
    };
    return [
      { kind: 'ledger', format: FORMAT, service: this.service },
      ...this.seals.flatMap((seal): LedgerLine[] => [
        { kind: 'seal', ...seal },
        ...seal.leaves.flatMap((commitment, leaf): LedgerLine[] => {
          const shown = byLeaf.get(commitment);
          return shown === undefined ? [] : [{ kind: 'record', seal: seal.seal, leaf, ...shown }];
        }),
      ]),
      ...this.heads.map((head): LedgerLine => ({ kind: 'head', ...head })),
      ...this.unsealed.map((commitment): LedgerLine => ({
        kind: 'pending',
        ...byLeaf.get(commitment)!,
      })),
      { kind: 'end', ...newEnd(end, this.key) },
    ];
  }
}
