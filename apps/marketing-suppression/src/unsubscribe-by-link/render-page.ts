import type { ScopeData } from '#contracts';
import { escapeHtml, type Language } from '#policy';
import { pageTexts } from './page-texts.js';

export type Page =
  | { readonly kind: 'ask' | 'done'; readonly scope: ScopeData['kind'] }
  | { readonly kind: 'unknown'; readonly contact: string };

/** A plain page: no script, nothing loaded from elsewhere, nothing to log in to, nothing about the reader. */
export function renderPage(language: Language, page: Page): string {
  const texts = pageTexts[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(texts.title)}</title>
<style>
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
button { font: inherit; padding: 0.75rem 1.5rem; color: #fff; background: #0b4f8a; border: 2px solid #0b4f8a; border-radius: 0.25rem; }
button:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(texts.title)}</h1>
${mainPart(language, page)}
</main>
</body>
</html>
`;
}

function mainPart(language: Language, page: Page): string {
  const texts = pageTexts[language];
  switch (page.kind) {
    case 'ask':
      return `<p>${escapeHtml(texts.ask[page.scope])}</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">${escapeHtml(texts.button)}</button></form>`;
    case 'done':
      return `<p role="status">${escapeHtml(texts.done[page.scope])}</p>`;
    case 'unknown':
      return `<p role="alert">${escapeHtml(texts.unknown)}</p>
<p>${escapeHtml(texts.otherwise(page.contact))}</p>`;
  }
}
