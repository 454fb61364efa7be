import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import {
  type CivilDate,
  type Language,
  languages,
  type NoticeForm,
  type NoticeLayer,
  renderNotice,
} from '#policy';
import { dateFor, todayOf } from './moments.js';
import { noticeAt } from './notice-files.js';
import { projectPolicies } from './policies.js';
import { Failure, type Surroundings } from './surroundings.js';

interface RenderOptions {
  readonly lang: Language;
  readonly as: NoticeForm;
  readonly layer: NoticeLayer;
  readonly record: boolean;
  readonly on?: string;
  readonly previous?: string;
  readonly out?: string;
  readonly format: 'text' | 'json';
}

export function addRender(program: Command, around: Surroundings): void {
  program
    .command('render [path]')
    .description('write the notice people read, or the record of processing (GDPR Art. 30), from a policy')
    .addOption(new Option('--lang <language>', 'in which language').choices(languages).default('fi'))
    .addOption(new Option('--as <form>', 'in which form').choices(['html', 'text', 'md']).default('html'))
    .addOption(new Option('--layer <layer>', 'how much').choices(['short', 'full']).default('full'))
    .option('--record', 'the record of processing in place of the notice', false)
    .option(
      '--on <date>',
      'the day to write for: the version in force, and how things stand; today',
      dateFor('--on'),
    )
    .option(
      '--previous <path>',
      'the version before, where it lies in another folder: what changed for the reader is told since it',
    )
    .option('--out <file>', 'write to a file, and nothing to standard output')
    .addOption(
      new Option('--format <format>', 'json: { lang, as, text, version }')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText(
      'after',
      `
The path is a policy.yaml or a company's folder (the project's policies/midare where left out); its words are in texts/<language>.yaml beside it.
Where a folder holds an earlier version too, the notice tells what changed.
The pages link to each other as notice.<language>.<layer>.<html, txt or md>.

Examples:
  $ seloste render policies/acme --lang sv --layer short --out notice.sv.short.html
  $ seloste render policies/acme/2026-01-01/policy.yaml --lang en --as text
  $ seloste render proposals/acme --previous policies/acme --lang en --as text
  $ seloste render --record --as md > record.md`,
    )
    .action(async (path: string | undefined, options: RenderOptions) => {
      const text = await rendered(path ?? projectPolicies(), {
        ...options,
        on: options.on ?? todayOf(around),
      });
      if (options.out === undefined) around.out(text);
      else await written(options.out, text);
    });
}

async function rendered(path: string, options: RenderOptions & { on: CivilDate }): Promise<string> {
  const { lang, as, layer, record, on, format } = options;
  const { policy, texts, previous } = await noticeAt({ ...options, path });
  const how = { lang, as, layer, record, on, ...(previous && { previous }) };
  const text = renderNotice(policy, texts, how);
  return format === 'json'
    ? `${JSON.stringify({ lang, as, text, version: policy.version }, null, 2)}\n`
    : text;
}

async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Failure(`${file} cannot be written`, { cause: error });
  }
}
