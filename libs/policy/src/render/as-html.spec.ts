import { expect, test } from '@jest/globals';
import { version } from '../diff/versions.fixture.js';
import { midare, textFiles, textsFor, textsOf } from './notices.fixture.js';
import { renderNotice } from './render-notice.js';

const on = '2026-11-23';
const pages = textFiles.flatMap((file) =>
  (['short', 'full', 'record'] as const).map((layer) => ({ ...file, layer })),
);
const empty = new Set(['meta', 'br', '!doctype']);

test.each(pages)('the page in $lang is whole ($version, $layer)', ({ policy, lang, layer }) => {
  const how = layer === 'record' ? { record: true } : { layer };
  const html = renderNotice(policy, textsOf(policy), { lang, as: 'html', on, ...how });
  closesWhatItOpens(html);
  saysItsLanguageAndSkipsNoHeading(html, lang);
  hasLandmarksAndNoLostLink(html);
  expect(html).not.toMatch(/<script|<link|<img|<iframe| on[a-z]+=| src=|url\(|@import|javascript:/i);
});

test('the other layer and the other languages are where they are said to be', () => {
  const html = renderNotice(midare, textsFor(midare), {
    lang: 'fi',
    as: 'html',
    layer: 'short',
    on,
    addressOf: (lang, layer) => `?lang=${lang}&layer=${layer}`,
  });
  expect(html).toContain('href="?lang=fi&amp;layer=full"');
  expect(html).toContain('<a href="?lang=sv&amp;layer=short" lang="sv" hreflang="sv">På svenska</a>');
  expect(html).toContain('href="?lang=fi&amp;layer=full#purpose.invoicing"');
});

test('what a company writes is text, never markup', () => {
  const policy = version(['organisation: Midare Oy', `organisation: '<b>"A" & ''B''</b>'`]);
  const html = renderNotice(policy, textsFor(policy), { lang: 'en', as: 'html', on });
  expect(html).toContain('&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;');
  expect(html).not.toContain('<b>');
  const markdown = renderNotice(policy, textsFor(policy), { lang: 'en', as: 'md', on });
  expect(markdown).toContain('\\<b\\>');
});

function closesWhatItOpens(html: string): void {
  const open: string[] = [];
  for (const [, end, name = ''] of html
    .replace(/<style>[^<]*<\/style>/, '')
    .matchAll(/<(\/?)([a-z0-9!]+)/g)) {
    if (end) expect([name, open.pop()]).toEqual([name, name]);
    else if (!empty.has(name)) open.push(name);
  }
  expect(open).toEqual([]);
}

function saysItsLanguageAndSkipsNoHeading(html: string, lang: string): void {
  expect(html).toContain(`<html lang="${lang}">`);
  const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  levels.reduce((before, level) => {
    expect(level).toBeLessThanOrEqual(before + 1);
    return level;
  });
}

function hasLandmarksAndNoLostLink(html: string): void {
  for (const part of ['<header>', '<main id="content"', '<a class="skip" href="#content">'])
    expect(html).toContain(part);
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const lost = [...html.matchAll(/href="#([^"]+)"/g)].filter(([, id]) => !ids.has(id));
  expect(lost).toEqual([]);
}
