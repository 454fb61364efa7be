import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { AddressHash, AddressKind, ScopeData } from '#contracts';
import type { LinkReader } from '#service';
import type { KeyFile } from '#storage';
import { linksMeant } from './link-in-address.decision.js';

/** What a link may do, and nothing else: prohibit this for this address, and for whoever had it then. */
export interface LinkGrant {
  readonly address: AddressHash;
  /** The same address under the other hash keys that were live when the link was made. */
  readonly also?: readonly AddressHash[];
  readonly scope: ScopeData;
  /** Party references; a link from before links named anybody has none. */
  readonly people?: readonly string[];
  /** Where more had the address than a link has room for: when it was made. Whoever had it then is meant too. */
  readonly madeAt?: string;
}

/** Of what is sealed. With the longest PUBLIC_URL before it a link still fits into a header line of a message. */
const LONGEST = 850;
/** Of what was sealed in earlier versions. */
const LONGEST_EVER = 900;
const LONGEST_WRITTEN = 4096;
const form = new RegExp(`^([\\w-]{1,64})\\.([\\w-]{40,${LONGEST_EVER}})$`);

type Payload = readonly [
  version: 1,
  kind: AddressKind,
  kid: string,
  hash: string,
  scope: ScopeData['kind'],
  value?: string | null,
  also?: readonly (readonly [kid: string, hash: string])[],
  people?: readonly string[],
  madeAt?: number,
];

/**
 * `<kid>.<iv, ciphertext and tag, base64url>`. All it means is sealed in it, so it can be read for as long as its key is
 * kept, which is for ever; nothing is looked up that could have been purged.
 */
export class LinkTokens implements LinkReader {
  private readonly current: string;
  private readonly keys: ReadonlyMap<string, Buffer>;

  /** A link opens the doors of its purpose only: each has keys of its own. */
  constructor(
    file: KeyFile,
    private readonly purpose = 'seloste/unsubscribe/v1',
  ) {
    this.current = file.current;
    this.keys = new Map(
      [...file.keys].map(([kid, key]) => [kid, createHmac('sha256', key).update(purpose).digest()]),
    );
  }

  /** Of many hash keys those of the first are named: what was hashed before has them too. */
  issue(grant: LinkGrant): string {
    const { also = [] } = grant;
    const token = this.whole(grant);
    return token.length - this.current.length - 1 <= LONGEST || also.length === 0
      ? token
      : this.issue({ ...grant, also: also.slice(0, -1) });
  }

  /** The last sign is a letter or digit: some mail programs leave another one out of a link. */
  private whole(grant: LinkGrant): string {
    const token = this.sealed(grant);
    return /[A-Za-z0-9]$/.test(token) ? token : this.whole(grant);
  }

  private sealed({ address, also = [], scope, people = [], madeAt }: LinkGrant): string {
    const kid = this.current;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(kid)!, iv).setAAD(this.boundTo(kid));
    const others = also.map((other) => [other.kid, other.hash] as const);
    const named = [
      1,
      address.kind,
      address.kid,
      address.hash,
      scope.kind,
      scope.value ?? null,
      others,
      people,
    ] as const;
    const whole: Payload = madeAt === undefined ? named : [...named, Date.parse(madeAt)];
    const payload =
      people.length > 0 ? whole : whole.slice(0, others.length > 0 ? 7 : scope.value === undefined ? 5 : 6);
    const ct = Buffer.concat([cipher.update(JSON.stringify(payload), 'utf8'), cipher.final()]);
    return `${kid}.${Buffer.concat([iv, ct, cipher.getAuthTag()]).toString('base64url')}`;
  }

  /** Undefined for anything that was not issued here, whole; with whatever mail programs do to a link. */
  read(written: string): LinkGrant | undefined {
    return this.open(written)?.grant;
  }

  wholeLink(written: string): string | undefined {
    return this.open(written)?.token;
  }

  private open(written: string): { readonly token: string; readonly grant: LinkGrant } | undefined {
    if (written.length > LONGEST_WRITTEN) return undefined;
    for (const token of linksMeant(written)) {
      const [, kid = '', sealed = ''] = form.exec(token) ?? [];
      const bytes = Buffer.from(sealed, 'base64url');
      const grant = this.unsealed(kid, bytes);
      // The last sign may have bits that mean nothing: of one link there is one whole.
      if (grant !== undefined) return { token: `${kid}.${bytes.toString('base64url')}`, grant };
    }
    return undefined;
  }

  private unsealed(kid: string, bytes: Buffer): LinkGrant | undefined {
    const key = this.key(kid);
    if (key === undefined) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
        .setAAD(this.boundTo(kid))
        .setAuthTag(bytes.subarray(-16));
      const text = decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
      const [, kind, hashKid, hash, scope, value, also = [], people = [], madeAt] = JSON.parse(
        text,
      ) as Payload;
      return {
        address: { kind, kid: hashKid, hash },
        ...(also.length > 0 && { also: also.map(([kid, hash]) => ({ kind, kid, hash })) }),
        scope: { kind: scope, ...(typeof value === 'string' && { value }) },
        ...(people.length > 0 && { people }),
        ...(madeAt !== undefined && { madeAt: new Date(madeAt).toISOString() }),
      };
    } catch {
      return undefined;
    }
  }

  private key(kid: string): Buffer | undefined {
    return this.keys.get(kid);
  }

  private boundTo(kid: string): Buffer {
    return Buffer.from(`${this.purpose}|${kid}`);
  }
}
