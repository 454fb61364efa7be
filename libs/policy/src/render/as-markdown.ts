import { type Entry, type Fact, type Page, type Section, inRow, textOf } from './page.js';

/** CommonMark without HTML. */
export function asMarkdown({ title, lead, links, sections, languages }: Page): string {
  const ways = [...links, ...languages].map(({ text, href }) => `[${escaped(text)}](${href})`);
  return `${[`# ${escaped(title)}`, ...lead.map(escaped), ...ways, ...sections.map(sectionMarkdown)].join('\n\n')}\n`;
}

function sectionMarkdown({ heading, intro, entries, brief }: Section): string {
  const inside = entries.map((each) => (brief ? briefMarkdown(each) : entryMarkdown(each, 3)));
  return [`## ${escaped(heading)}`, ...intro.map(escaped), inside.join(brief ? '\n' : '\n\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

const briefMarkdown = ({ title, says }: Entry): string =>
  `- ${[`**${escaped(title)}**`, says.map(escaped).join(' ')].filter(Boolean).join(': ')}`;

function entryMarkdown({ title, says, facts, entries = [] }: Entry, level: number): string {
  const parts = [
    `${'#'.repeat(level)} ${escaped(title)}`,
    ...says.map(escaped),
    facts.map(factMarkdown).join('\n'),
    ...entries.map((each) => entryMarkdown(each, level + 1)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function factMarkdown({ label, values, listed }: Fact): string {
  const shown = values.map((value) => escaped(textOf(value)));
  return listed
    ? `- **${escaped(label)}**\n${shown.map((each) => `  - ${each}`).join('\n')}`
    : `- **${escaped(label)}:** ${inRow(values, shown)}`;
}

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>#|&]/g, (sign) => `\\${sign}`);
