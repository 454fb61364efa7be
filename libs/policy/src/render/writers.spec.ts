import { describe, expect, test } from '@jest/globals';
import { asHtml } from './as-html.js';
import { asMarkdown } from './as-markdown.js';
import { asText } from './as-text.js';
import type { Entry, Page } from './page.js';

const entry = (id: string, more: Partial<Entry> = {}): Entry => ({
  id,
  title: `T ${id}`,
  says: [],
  facts: [],
  ...more,
});

const page: Page = {
  lang: 'en',
  title: 'A & Ö',
  lead: ['Lead.'],
  links: [{ text: 'Short', href: 'short?a&b' }],
  languages: [
    { text: 'Suomeksi', href: 'fi', lang: 'fi' },
    { text: 'På svenska', href: 'sv', lang: 'sv' },
  ],
  words: { skip: 'Skip "it"', contents: 'Contents <all>', otherLanguages: 'Others & more' },
  sections: [
    {
      id: 'one',
      heading: 'One <1>',
      intro: ['In.', ''],
      entries: [
        entry('a.a', {
          says: ['Says *so*.'],
          facts: [
            { label: 'Row', values: ['x', { text: 'to b', element: 'b.b' }] },
            { label: 'Commas', values: ['x, y', 'z'] },
            { label: 'List', values: ['p', { text: 'out', href: 'https://x' }], listed: true },
          ],
          entries: [
            entry('b.b', {
              says: ['Inner.'],
              facts: [{ label: 'Far', values: [{ text: 'far', element: 'z.z' }] }],
            }),
          ],
        }),
        entry('e.e', { entries: [entry('f.f')] }),
      ],
    },
    {
      id: 'two',
      heading: 'Two',
      intro: [],
      entries: [entry('c.c', { says: ['C1.', 'C2.'] }), entry('d.d')],
      brief: true,
    },
    { id: 'none', heading: 'None', intro: [], entries: [], brief: true },
  ],
};

test('plain text', () => {
  expect(asText(page)).toBe(`A & Ö
=====

Lead.

Short: short?a&b

Suomeksi: fi

På svenska: sv

One <1>
-------

In.

* T a.a
  Says *so*.
  Row: x, to b
  Commas: x, y; z
  List:
    - p
    - out

  * T b.b
    Inner.
    Far: far

* T e.e

  * T f.f

Two
---

* T c.c: C1. C2.
* T d.d

None
----
`);
});

test('Markdown', () => {
  expect(asMarkdown(page)).toBe(`# A \\& Ö

Lead.

[Short](short?a&b)

[Suomeksi](fi)

[På svenska](sv)

## One \\<1\\>

In.

### T a.a

Says \\*so\\*.

- **Row:** x, to b
- **Commas:** x, y; z
- **List**
  - p
  - out

#### T b.b

Inner.

- **Far:** far

### T e.e

#### T f.f

## Two

- **T c.c**: C1. C2.
- **T d.d**

## None
`);
});

const html = (more: Partial<Page> = {}): string => asHtml({ ...page, ...more });

describe('HTML', () => {
  test.each([
    ['the title', '<title>A &amp; Ö</title>'],
    ['the heading', '<h1>A &amp; Ö</h1>\n<p>Lead.</p>\n<p><a href="short?a&amp;b">Short</a></p>\n</header>'],
    ['the way past the start', '<a class="skip" href="#content">Skip &quot;it&quot;</a>'],
    [
      'the other languages',
      '<nav class="languages" aria-label="Others &amp; more"><ul><li><a href="fi" lang="fi" hreflang="fi">Suomeksi</a></li><li><a href="sv" lang="sv" hreflang="sv">På svenska</a></li></ul></nav>\n<h1>',
    ],
    [
      'the contents',
      '<nav class="contents" aria-label="Contents &lt;all&gt;">\n<p class="label">Contents &lt;all&gt;</p>\n<ul>\n<li><a href="#one">One &lt;1&gt;</a></li>\n<li><a href="#two">Two</a></li>',
    ],
    [
      'a section',
      '<section id="one">\n<h2>One &lt;1&gt;</h2>\n<p>In.</p>\n<div class="entry" id="a.a">\n<h3>T a.a</h3>\n<p>Says *so*.</p>\n<dl>',
    ],
    ['a row, with a link in the page', '<div><dt>Row</dt><dd>x, <a href="#b.b">to b</a></dd></div>\n<div>'],
    ['a row with commas of its own', '<div><dt>Commas</dt><dd>x, y; z</dd></div>'],
    ['a list', '<div><dt>List</dt><dd>p</dd><dd><a href="https://x">out</a></dd></div>\n</dl>'],
    ['an entry within an entry', '<div class="entry" id="b.b">\n<h4>T b.b</h4>\n<p>Inner.</p>'],
    ['a link to nowhere is its words', '<div><dt>Far</dt><dd>far</dd></div>'],
    [
      'a short list',
      '<ul class="brief">\n<li id="c.c"><strong>T c.c</strong><br>C1.<br>C2.</li>\n<li id="d.d"><strong>T d.d</strong></li>\n</ul>\n</section>',
    ],
    ['a section without entries', '<section id="none">\n<h2>None</h2>\n\n\n</section>\n</main>'],
  ])('has %s', (_what, part) => {
    expect(html()).toContain(part);
  });

  test('what is not on the page is reached where everything is', () => {
    const elsewhere = html({ elsewhere: 'full.html' });
    expect(elsewhere).toContain('<a href="full.html#z.z">far</a>');
    expect(elsewhere).toContain('<a href="#b.b">to b</a>');
  });

  test('no other language and no sentence leaves no empty frame', () => {
    expect(html({ languages: [] })).toContain('<header>\n<h1>');
    const bare = { id: 'bare', heading: 'Bare', intro: [], entries: [entry('e.e')] };
    expect(html({ sections: [bare] })).not.toContain('<dl>');
  });
});
