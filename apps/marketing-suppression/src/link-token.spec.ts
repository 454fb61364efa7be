import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { work } from '../test/builders.js';
import { LinkTokens, type LinkGrant } from './link-token.js';

const key = (byte: number): Buffer => Buffer.alloc(32, byte);
const first = new LinkTokens({ current: 'l1', keys: new Map([['l1', key(1)]]) });
const rotated = new LinkTokens({
  current: 'l2',
  keys: new Map([
    ['l1', key(1)],
    ['l2', key(2)],
  ]),
});
const grant: LinkGrant = { address: work, scope: { kind: 'topic', value: 'monthly-round-up' } };

/** As one was issued before ends were looked at; only what fills its last sign whole can end so. */
function olderLinkThatEndsInADash({ scope }: LinkGrant): string {
  const own = createHmac('sha256', key(1)).update('seloste/unsubscribe/v1').digest();
  const text = JSON.stringify([1, work.kind, work.kid, work.hash, scope.kind, scope.value]);
  if ((text.length + 28) % 3 !== 0) throw new Error('its last sign is not filled');
  for (;;) {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', own, iv).setAAD(Buffer.from('seloste/unsubscribe/v1|l1'));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const token = `l1.${sealed.toString('base64url')}`;
    if (token.endsWith('-')) return token;
  }
}

describe('right.prohibit – a link works for ever and says nothing to others', () => {
  it.each([
    grant,
    { address: work, scope: { kind: 'all-marketing' } },
    { ...grant, also: [{ ...work, kid: 'h2', hash: 'the-same-under-h2' }] },
    { address: work, also: [{ ...work, kid: 'h2', hash: 'x' }], scope: { kind: 'all-marketing' } },
    { address: work, scope: { kind: 'all-marketing' }, people: ['p_h1_anna', 'p_h1_ben'] },
    { ...grant, also: [{ ...work, kid: 'h2', hash: 'x' }], people: ['p_h1_anna'] },
    { ...grant, people: ['p_h1_anna'], madeAt: '2026-07-01T09:00:00.123Z' },
  ] as const)('gives back what it was made for', (grant) => {
    expect(first.read(first.issue(grant))).toEqual(grant);
  });

  it('is read after the key was rotated, by the key it names', () => {
    const old = first.issue(grant);
    expect(rotated.read(old)).toEqual(grant);
    expect(rotated.issue(grant)).toMatch(/^l2\./);
  });

  it('fits into a header line of a message with all the people it may name, and into its path', () => {
    const people = ['1', '2', '3', '4'].map((n) => `p_h1_${n.repeat(24)}`);
    const hash = 'h'.repeat(24);
    const also = ['h2', 'h3', 'h4'].map((kid) => ({ ...work, kid, hash }));
    const scope = { kind: 'topic', value: 'a-topic-with-a-name-of-forty-characters-' } as const;
    const madeAt = '2026-07-01T09:00:00.123Z';
    const whole = { address: { ...work, hash }, also, scope, people, madeAt };
    const token = first.issue(whole);
    expect(token.length).toBeLessThan(700);
    expect(first.read(token)).toEqual(whole);
  });

  it.each([8, 12, 30])(
    'is read with the hashes of %d more keys: it keeps those of the first, and all people',
    (n) => {
      const people = ['1', '2', '3', '4'].map((each) => `p_hashkeyof2018_${each.repeat(24)}`);
      const also = Array.from({ length: n }, (_, index) => ({
        ...work,
        kid: `hashkeyof${2018 + index}`,
        hash: `${index}`.padEnd(24, 'h'),
      }));
      const whole = { address: { ...work, hash: 'h'.repeat(24) }, also, scope: grant.scope, people };
      const read = first.read(first.issue(whole));
      const kept = read?.also?.length ?? 0;
      expect(read).toEqual({ ...whole, also: also.slice(0, kept) });
      expect(kept).toBeGreaterThan(4);
    },
  );

  it('shows neither the hash nor the scope, is different each time, and fits into a path', () => {
    const [one, other] = [first.issue(grant), first.issue(grant)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[\w.-]+$/);
    expect(one.length).toBeLessThan(400);
    expect(Buffer.from(one.slice(3), 'base64url').toString('latin1')).not.toContain(work.hash);
  });

  it('is nothing once a single character of it is changed, cut or added', () => {
    const token = first.issue(grant);
    for (let at = 0; at < token.length; at += 1) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      // The last character carries bits that base64url leaves unused.
      if (at < token.length - 1) expect(first.read(changed)).toBeUndefined();
      // One sign at the end may be put back, and then says nothing else than before.
      if (at < token.length - 1) expect(first.read(token.slice(0, at))).toBeUndefined();
    }
    expect(first.read(`${token}AAAA`)).toBeUndefined();
  });

  const token = first.issue(grant);
  const half = token.length / 2;
  it.each<[string, string]>([
    ['a slash behind', `${token}/`],
    ['a blank behind', `${token} `],
    ['a blank behind that was encoded twice', `${token}%20`],
    ['the dot of a sentence', `${token}.`],
    ['the bracket that ended it', `<${token}>`],
    ['the same as an entity', `${token}&gt;`],
    ['a comma', `${token},`],
    ['quotes', `"${token}"`],
    ['a line that was folded', `${token.slice(0, half)}\r\n ${token.slice(half)}`],
    ['a line that was folded as quoted-printable', `${token.slice(0, half)}=\r\n${token.slice(half)}`],
    ['a line that was folded, and a bracket', `${token.slice(0, half)}\r\n ${token.slice(half)}>`],
    ['what counts readers behind', `${token}&utm_source=mail`],
    ['the same, encoded', `${token}%3Futm_source%3Dmail`],
    ['half an entity', `${token}&gt`],
    ['a tag', `${token}<br>`],
    ['what quoted-printable left', `${token}=20`],
    ['a session', `${token};jsessionid=1`],
    ['the name of a file', `${token}.html`],
    ['a path', `${token}/index.html`],
    ['another address', `${token},https://example.fi`],
    ['a dash of the sentence', `${token}--`],
    ['dots and a dash', `${token}...-`],
    ['a dot that was encoded twice', token.replace('.', '%2E')],
    ['a sign of no width', `${token.slice(0, half)}\u200b${token.slice(half)}`],
    ['a soft hyphen', `${token.slice(0, half)}\u00ad${token.slice(half)}`],
  ])('works with %s, and is one and the same', (_what, written) => {
    expect(first.read(written)).toEqual(grant);
    expect(first.wholeLink(written)).toBe(first.wholeLink(token));
  });

  it('never ends in a sign that mail programs leave out', () => {
    for (let n = 0; n < 500; n += 1) expect(first.issue(grant)).toMatch(/[A-Za-z0-9]$/);
  });

  it('from before works also where such a sign was left out', () => {
    const older = { ...grant, scope: { kind: 'topic', value: 'monthly-round-up'.padEnd(18, 's') } } as const;
    const before = olderLinkThatEndsInADash(older);
    expect(before).toMatch(/-$/);
    expect(first.read(before)).toEqual(older);
    expect(first.read(before.slice(0, -1))).toEqual(older);
    expect(first.wholeLink(before.slice(0, -1))).toBe(first.wholeLink(before));
  });

  it.each(['', 'l1.', 'l9.AAAA', 'nonsense', `l1.${'A'.repeat(200)}`, '../../etc/passwd', 'l1.%00'])(
    'nor is %j',
    (token) => {
      expect(first.read(token)).toBeUndefined();
    },
  );

  it('of another key with the same name is nothing', () => {
    const other = new LinkTokens({ current: 'l1', keys: new Map([['l1', key(9)]]) });
    expect(first.read(other.issue(grant))).toBeUndefined();
  });
});
