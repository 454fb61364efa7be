import { type Entry, type Fact, type Page, type Section, inRow, textOf } from './page.js';

/** Plain text for a letter or a terminal; nothing but the words. */
export function asText({ title, lead, links, sections, languages }: Page): string {
  const ways = [...links, ...languages].map(({ text, href }) => `${text}: ${href}`);
  return `${[underlined(title, '='), ...lead, ...ways, ...sections.map(sectionText)].join('\n\n')}\n`;
}

function sectionText({ heading, intro, entries, brief }: Section): string {
  const inside = entries.map((each) => (brief ? briefText(each) : entryText(each, '')));
  return [underlined(heading, '-'), ...intro, inside.join(brief ? '\n' : '\n\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

const underlined = (text: string, sign: string): string => `${text}\n${sign.repeat([...text].length)}`;
const briefText = ({ title, says }: Entry): string =>
  `* ${[title, says.join(' ')].filter(Boolean).join(': ')}`;

function entryText({ title, says, facts, entries = [] }: Entry, indent: string): string {
  const lines = [
    `${indent}* ${title}`,
    ...[...says, ...facts.flatMap(factText)].map((line) => `${indent}  ${line}`),
  ];
  return [lines.join('\n'), ...entries.map((each) => entryText(each, `${indent}  `))].join('\n\n');
}

function factText({ label, values, listed }: Fact): string[] {
  const shown = values.map(textOf);
  return listed
    ? [`${label}:`, ...shown.map((each) => `  - ${each}`)]
    : [`${label}: ${inRow(values, shown)}`];
}
