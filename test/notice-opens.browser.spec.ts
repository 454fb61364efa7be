import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { pagePolicy } from '#service';
import { runCli } from '../tools/cli/run-cli.js';

const executablePath = process.env['CHROMIUM_PATH'];
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const pages = ['fi', 'sv', 'en'].flatMap((lang) =>
  ['short', 'full', 'record'].map((layer) => `notice.${lang}.${layer}.html`),
);
const widths = [1280, 360, 320];

let folder: string;
let browser: Browser;

/** Without a Chromium these do not run, and the count says so. */
const opened = executablePath === undefined ? describe.skip : describe;

opened('The pages in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seloste-pages-'));
    for (const page of pages) await written(page);
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it.each(pages.flatMap((page) => widths.map((width) => [page, width] as const)))(
    '%s, %i pixels wide: axe finds nothing, nothing scrolls sideways, every link arrives',
    async (page, width) => {
      for (const colorScheme of width === 360 ? (['light', 'dark'] as const) : (['light'] as const))
        await onPage(page, { width, colorScheme }, async (tab) => {
          expect(await violations(tab)).toEqual([]);
          expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
          expect(await tab.evaluate(lostLinks)).toEqual([]);
        });
    },
    60_000,
  );

  it('reads the same without scripts, and fetches nothing', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const tab = await context.newPage();
    const asked: string[] = [];
    tab.on('request', (request) => asked.push(request.url()));
    await tab.goto(addressOf('notice.fi.full.html'));
    expect(await tab.getByRole('heading', { level: 1 }).textContent()).toBe('Midare Oy: tietosuojaseloste');
    expect(await tab.getByRole('main').innerText()).toContain('Ahjokatu 14');
    expect(asked).toEqual([addressOf('notice.fi.full.html')]);
    await context.close();
  });

  it('is laid out under the policy that the services send with it, which allows no other style', async () => {
    const html = readFileSync(join(folder, 'notice.fi.short.html'), 'utf8');
    const server = createServer((request, response) => {
      const page = request.url === '/other' ? html.replace('<style>', '<style>body{color:red}') : html;
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': pagePolicy(html),
        })
        .end(page);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tab = await browser.newPage();
    const width = `getComputedStyle(document.body).maxWidth`;
    await tab.goto(address);
    expect(await tab.evaluate(width)).not.toBe('none');
    await tab.goto(`${address}/other`);
    expect(await tab.evaluate(width)).toBe('none');
    await tab.close();
    server.closeAllConnections();
    server.close();
  });

  it('a keyboard reaches the content past the contents, and the full notice from the short one', async () => {
    await onPage('notice.en.short.html', { width: 360, colorScheme: 'light' }, async (tab) => {
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Enter');
      expect(await tab.evaluate('document.activeElement.id')).toBe('content');
      await tab.getByRole('link', { name: 'Invoicing' }).click();
      expect(tab.url()).toBe(`${addressOf('notice.en.full.html')}#purpose.invoicing`);
    });
  });
});

const addressOf = (page: string): string => pathToFileURL(join(folder, page)).href;

async function written(page: string): Promise<void> {
  const [, lang = '', layer = ''] = page.split('.');
  const what = layer === 'record' ? ['--record'] : ['--layer', layer];
  const args = ['render', 'policies/midare', '--lang', lang, ...what, '--out', join(folder, page)];
  expect(await runCli(args, { env: {}, out: () => undefined, err: () => undefined })).toBe(0);
}

async function onPage(
  page: string,
  { width, colorScheme }: { width: number; colorScheme: 'light' | 'dark' },
  look: (tab: Page) => Promise<void>,
): Promise<void> {
  const tab = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  await tab.goto(addressOf(page));
  await look(tab);
  await tab.close();
}

async function violations(tab: Page): Promise<unknown> {
  await tab.evaluate(axe.source);
  return tab.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  );
}

const lostLinks = `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href'))
  .filter((href) => document.getElementById(href.slice(1)) === null)`;
