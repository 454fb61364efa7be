import { escapeHtml } from './escape-html.js';
import { type Entry, type Fact, type Link, type Page, type Section, type Value, inRow } from './page.js';
import { style } from './style.js';

/** One self-contained page: no script, nothing loaded from elsewhere. Each element stands under its own id. */
export function asHtml(page: Page): string {
  const { lang, title, lead, sections, words, languages, links } = page;
  const target = targetsOf(page);
  const nav = sections.map(({ id, heading }) => `<li><a href="#${id}">${escapeHtml(heading)}</a></li>`);
  const others = languages.map(
    ({ text, href, lang: code }) =>
      `<li><a href="${escapeHtml(href)}" lang="${code}" hreflang="${code}">${escapeHtml(text)}</a></li>`,
  );
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
${style}</style>
</head>
<body>
<a class="skip" href="#content">${escapeHtml(words.skip)}</a>
<header>
${others.length > 0 ? `<nav class="languages" aria-label="${escapeHtml(words.otherLanguages)}"><ul>${others.join('')}</ul></nav>\n` : ''}<h1>${escapeHtml(title)}</h1>
${paragraphs(lead)}
${lines(links.map((link) => `<p>${linked(link, target)}</p>`))}
</header>
<nav class="contents" aria-label="${escapeHtml(words.contents)}">
<p class="label">${escapeHtml(words.contents)}</p>
<ul>
${lines(nav)}
</ul>
</nav>
<main id="content" tabindex="-1">
${lines(sections.map((each) => sectionHtml(each, target)))}
</main>
</body>
</html>
`;
}

type Target = (link: Link) => string | undefined;

/** An element of this page is reached in it, another on the page that has them all. */
function targetsOf({ sections, elsewhere }: Page): Target {
  const ids = new Set<string>();
  const collect = ({ id, entries = [] }: Entry | Section): void => {
    ids.add(id);
    entries.forEach(collect);
  };
  sections.forEach(collect);
  return ({ element, href }) => {
    if (element === undefined) return href;
    if (ids.has(element)) return `#${element}`;
    return elsewhere === undefined ? undefined : `${elsewhere}#${element}`;
  };
}

function sectionHtml({ id, heading, intro, entries, brief }: Section, target: Target): string {
  const shown = lines(entries.map((each) => (brief ? briefHtml(each) : entryHtml(each, target, 3))));
  const inside = brief && shown !== '' ? `<ul class="brief">\n${shown}\n</ul>` : shown;
  return `<section id="${id}">
<h2>${escapeHtml(heading)}</h2>
${paragraphs(intro)}
${inside}
</section>`;
}

function briefHtml({ id, title, says }: Entry): string {
  return `<li id="${escapeHtml(id)}"><strong>${escapeHtml(title)}</strong>${says.map((each) => `<br>${escapeHtml(each)}`).join('')}</li>`;
}

function entryHtml({ id, title, says, facts, entries = [] }: Entry, target: Target, level: number): string {
  const list = lines(facts.map((fact) => factHtml(fact, target)));
  return `<div class="entry" id="${escapeHtml(id)}">
<h${level}>${escapeHtml(title)}</h${level}>
${paragraphs(says)}${list === '' ? '' : `\n<dl>\n${list}\n</dl>`}
${lines(entries.map((each) => entryHtml(each, target, level + 1)))}
</div>`;
}

function factHtml({ label, values, listed }: Fact, target: Target): string {
  const shown = values.map((value) => valueHtml(value, target));
  const inside = listed
    ? shown.map((each) => `<dd>${each}</dd>`).join('')
    : `<dd>${inRow(values, shown)}</dd>`;
  return `<div><dt>${escapeHtml(label)}</dt>${inside}</div>`;
}

const valueHtml = (value: Value, target: Target): string =>
  typeof value === 'string' ? escapeHtml(value) : linked(value, target);

function linked(link: Link, target: Target): string {
  const href = target(link);
  return href === undefined
    ? escapeHtml(link.text)
    : `<a href="${escapeHtml(href)}">${escapeHtml(link.text)}</a>`;
}

const paragraphs = (texts: readonly string[]): string =>
  lines(texts.filter((text) => text !== '').map((text) => `<p>${escapeHtml(text)}</p>`));

const lines = (blocks: readonly string[]): string => blocks.join('\n');
