import { describe, expect, it } from '@jest/globals';
import { languages } from '#policy';
import { languageFor } from '#service';
import { renderPage } from './render-page.js';

describe('right.prohibit – the page of a link is plain and in the language of its reader', () => {
  it.each([
    [undefined, 'fi'],
    ['', 'fi'],
    ['en-GB,en;q=0.9', 'en'],
    ['de-DE,sv;q=0.5,en;q=0.7', 'en'],
    ['sv-FI, fi;q=0.9', 'sv'],
    ['fi;q=0, en', 'en'],
    ['de', 'fi'],
    [';;q=x,,*', 'fi'],
  ])('Accept-Language %j gives %s', (header, language) => {
    expect(languageFor(header, languages)).toBe(language);
  });

  it.each(languages)(
    'in %s it asks with a form of one button, and needs no script, image, style sheet or cookie',
    (language) => {
      const page = renderPage(language, { kind: 'ask', scope: 'all-marketing' });
      expect(page).toContain(`<html lang="${language}">`);
      expect(page).toContain('<form method="post">');
      expect(page.match(/<button/g)).toHaveLength(1);
      expect(page).not.toMatch(/<script|<img|<link|\son\w+=|https?:/);
      expect(renderPage(language, { kind: 'done', scope: 'topic' })).not.toContain('<form');
    },
  );

  it('a link that is no good says how to do it otherwise, with nothing taken for markup', () => {
    const page = renderPage('en', { kind: 'unknown', contact: 'Midare <Oy> & "Co"' });
    expect(page).toContain('Midare &lt;Oy&gt; &amp; &quot;Co&quot;');
    expect(page).toContain('writing to us');
  });
});
