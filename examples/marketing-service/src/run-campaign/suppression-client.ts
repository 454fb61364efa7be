import { randomUUID } from 'node:crypto';

export interface SendCheck {
  readonly allowed: boolean;
  /** The reason that decided. */
  readonly reason: string;
  /** Where one click unsubscribes, from the List-Unsubscribe header. */
  readonly unsubscribeUrl?: string;
}

interface SendCheckAnswer {
  readonly allowed: boolean;
  readonly because: readonly { readonly reason: string }[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Refused or unreachable; carries the status alone. */
class SuppressionRefused extends Error {
  constructor(readonly status: number) {
    super(`marketing suppression answered ${status}`);
  }
}

export class SuppressionClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async check(email: string, productGroup: string): Promise<SendCheck> {
    const response = await this.post('/v1/send-checks', {
      address: { kind: 'email', value: email },
      channel: 'email',
      purpose: 'direct-marketing',
      productGroup,
    });
    const { allowed, because, headers } = (await response.json()) as SendCheckAnswer;
    const unsubscribeUrl = /<(https?:[^>]+)>/.exec(headers?.['List-Unsubscribe'] ?? '')?.[1];
    const reason = because.at(-1)?.reason ?? 'no-reason-given';
    return { allowed, reason, ...(unsubscribeUrl !== undefined && { unsubscribeUrl }) };
  }

  /** As a mail program does it: RFC 8058, no login. */
  async unsubscribe(url: string): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      signal: AbortSignal.timeout(15_000),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new SuppressionRefused(response.status);
  }

  /** Somebody called and wants no more of it. */
  async prohibit(email: string): Promise<void> {
    const response = await this.post('/v1/prohibitions', {
      address: { kind: 'email', value: email },
      scope: { kind: 'all-marketing' },
      method: 'phone',
    });
    await response.arrayBuffer();
  }

  private async post(path: string, body: object): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.token}`,
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new SuppressionRefused(response.status);
    }
    return response;
  }
}
