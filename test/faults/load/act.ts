import { setTimeout as pause } from 'node:timers/promises';
import type { ScopeData } from '#contracts';
import type { Random } from '../random.js';
import type { Desk } from './desk.js';
import type { Person } from './person.js';

const SCOPES: readonly ScopeData[] = [{ kind: 'all-marketing' }, { kind: 'channel', value: 'email' }];
const MARKETING = { purpose: 'direct-marketing', channel: 'email' } as const;
export const NOTICE = 'midare/2018-05-25';

/** The choices of one person, one after the other, each at a moment of its own in the past. */
export class Acts {
  #minute = 0;

  constructor(
    private readonly desk: Desk,
    private readonly person: Person,
    private readonly random: Random,
    /** All that the store tells of the person has been confirmed. */
    private readonly told: Promise<unknown>,
  ) {}

  async carryOut(): Promise<void> {
    const { script } = this.person;
    await pause(this.random.between(0, 2500));
    if (script.startsWith('grants')) await this.grant();
    if (script.endsWith('withdraws')) await this.withdraw();
    if (script.startsWith('prohibits')) await this.prohibit(script === 'prohibits-by-address');
    if (script.endsWith('lifts')) await this.lift();
    if (script.endsWith('erased')) await this.erase();
  }

  private async prohibit(byAddress: boolean): Promise<void> {
    const { party, email, prohibited } = this.person;
    const scope = this.random.pick(SCOPES);
    const at = this.nextMoment();
    const who = byAddress ? { address: { kind: 'email', value: email } } : { party };
    const { suppression } = await this.desk.write<{ suppression: string }>(this.person, {
      service: 'marketing-suppression',
      path: '/v1/prohibitions',
      body: { ...who, scope, method: 'phone', since: at },
      key: this.key('prohibit'),
    });
    prohibited.push({ suppression, scope, at, byAddress, answeredAt: performance.now() });
  }

  private async lift(): Promise<void> {
    await pause(this.random.between(300, 1500));
    const [first] = this.person.prohibited;
    if (first === undefined) return;
    const at = this.nextMoment();
    first.liftTriedAt = performance.now();
    const { lift } = await this.desk.write<{ lift: string }>(this.person, {
      service: 'marketing-suppression',
      path: `/v1/prohibitions/${first.suppression}/lift`,
      body: { method: 'phone', evidence: { statement: 'called again', actedAt: at } },
      key: this.key('lift'),
    });
    first.lift = { id: lift, at };
  }

  /** Only somebody known can consent. */
  private async grant(): Promise<void> {
    const at = this.nextMoment();
    const evidence = { method: 'web-form', textShown: 'text-1', noticeVersion: NOTICE, grantedAt: at };
    const body = { party: this.person.party, ...MARKETING, evidence };
    const key = this.key('grant');
    const { consent } = await this.desk.write<{ consent: string }>(
      this.person,
      { service: 'consent', path: '/v1/consents', body, key },
      [422],
    );
    this.person.granted.push({ id: consent, ...MARKETING, at, answeredAt: performance.now() });
  }

  private async withdraw(): Promise<void> {
    await pause(this.random.between(0, 1000));
    const at = this.nextMoment();
    const { withdrawal, consents } = await this.desk.write<{ withdrawal: string; consents: string[] }>(
      this.person,
      {
        service: 'consent',
        path: '/v1/consents/withdrawals',
        body: { party: this.person.party, ...MARKETING, method: 'phone', withdrawnAt: at },
        key: this.key('withdraw'),
      },
    );
    this.person.withdrawn.push({ id: withdrawal, consents, ...MARKETING, at, answeredAt: performance.now() });
  }

  /** What a person's records are is settled before they ask; later news of them is another story. */
  private async erase(): Promise<void> {
    await this.told;
    const { request } = await this.desk.write<{ request: string }>(this.person, {
      service: 'subject-requests',
      path: '/v1/requests',
      body: { kind: 'erasure', party: this.person.party, identity: { method: 'known-to-desk' } },
      key: this.key('erase'),
    });
    this.person.erasure = request;
  }

  private key(act: string): string {
    return `faults-${act}-${this.person.party.id.replace('/', '-')}`;
  }

  /** Long enough ago for any clock of ours that may jump. */
  private nextMoment(): string {
    this.#minute += 1;
    return new Date(Date.now() - 5 * 86_400_000 + this.#minute * 60_000).toISOString();
  }
}
