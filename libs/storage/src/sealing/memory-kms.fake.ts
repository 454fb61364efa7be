import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { type MasterKey, MissingMasterKeyError } from './master-key.port.js';
import type { ToUnwrap, ToWrap, WrappedKey } from './master-key.port.js';

/** The keys of one KMS, which never leave it; two clients with other current keys may share them. */
export type KmsKeys = Map<string, Buffer>;

/** As a KMS is seen by its client: it answers later, takes one key a call, and fails as a whole. */
export class MemoryKms implements MasterKey {
  calls = 0;

  constructor(
    readonly current: string,
    private readonly keys: KmsKeys,
  ) {
    if (!keys.has(current)) keys.set(current, randomBytes(32));
  }

  wrap(items: readonly ToWrap[]): Promise<readonly WrappedKey[]> {
    return Promise.all(
      items.map(async ({ key, context }) => {
        const iv = randomBytes(12);
        const cipher = createCipheriv('aes-256-gcm', await this.ask(this.current), iv);
        cipher.setAAD(Buffer.from(context));
        const wrapped = Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
        return { by: this.current, wrapped };
      }),
    );
  }

  unwrap(items: readonly ToUnwrap[]): Promise<readonly Buffer[]> {
    return Promise.all(
      items.map(async ({ by, wrapped, context }) => {
        const decipher = createDecipheriv('aes-256-gcm', await this.ask(by), wrapped.subarray(0, 12));
        decipher.setAAD(Buffer.from(context)).setAuthTag(wrapped.subarray(-16));
        return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
      }),
    );
  }

  private async ask(kid: string): Promise<Buffer> {
    this.calls += 1;
    await turn();
    const key = this.keys.get(kid);
    if (key === undefined) throw new MissingMasterKeyError(kid);
    return key;
  }
}
