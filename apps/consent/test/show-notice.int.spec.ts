import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aPublication } from '#testing';
import { RunningConsent } from './running-consent.js';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await RunningConsent.start();
}, 60_000);
afterAll(() => consent.stop());

const read = (query = '', headers: Record<string, string> = {}) => consent.read(`/notice${query}`, headers);

describe('GET /notice', () => {
  it.each(['fi', 'sv', 'en'])(
    'contact.controller: anybody reads the company and its street address in %s',
    async (lang) => {
      for (const layer of ['short', 'full']) {
        const answer = await read(`?lang=${lang}&layer=${layer}`);
        const html = await answer.text();
        expect([answer.status, answer.headers.get('content-type')]).toEqual([
          200,
          'text/html; charset=utf-8',
        ]);
        expect(answer.headers.get('content-language')).toBe(lang);
        expect(html).toContain(`<html lang="${lang}">`);
        for (const part of ['Midare Oy', 'Ahjokatu 14', 'Jyväskylä']) expect(html).toContain(part);
      }
    },
  );

  it.each([
    ['sv-FI,sv;q=0.9,fi;q=0.5', 'sv'],
    ['de,en;q=0.5', 'en'],
    ['de', 'fi'],
    ['', 'fi'],
  ])('is in the language the browser asks for: %j is %s', async (wish, lang) => {
    const answer = await read('', { 'accept-language': wish });
    expect(answer.headers.get('content-language')).toBe(lang);
    expect(answer.headers.get('vary')).toContain('accept-language');
  });

  it('is short first, and leads to the full one and to the other languages', async () => {
    const html = await (await read('?lang=fi')).text();
    expect(html).toContain('href="?lang=fi&amp;layer=full"');
    expect(html).toContain('href="?lang=sv&amp;layer=short"');
  });

  it('may be kept for a while, is not sent twice, and runs nothing', async () => {
    const first = await read('?lang=en');
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    expect(first.headers.get('content-security-policy')).toContain("default-src 'none'");
    const again = await read('?lang=en', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it.each(['?lang=de', '?lang=fi&layer=all', '?lang=fi&name=x', '?lang=fi&lang=sv'])(
    'refuses %s',
    async (query) => {
      expect((await read(query)).status).toBe(422);
    },
  );

  it('is the version in force, and not one that is published for tomorrow', async () => {
    const body = aPublication(consent.officer, { validFrom: '2026-07-02', on: '2026-07-01' });
    expect((await consent.post('/v1/policies', body, 'officer')).status).toBeLessThan(300);
    expect(await (await read('?lang=en')).text()).toContain('midare/2018-05-25');
  });
});
