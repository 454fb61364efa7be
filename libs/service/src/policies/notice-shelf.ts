import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noticeTexts, type Policy, type TextsByLanguage } from '#policy';
import type { FactCollection } from '#storage';
import { factIdOf, type PublishedPolicyFact } from './published-policy.js';

/** What the notice says of each version's elements: as it was published, else as it lies in the folder. */
export class NoticeShelf {
  private readonly read = new Map<Policy, Promise<TextsByLanguage>>();

  constructor(
    private readonly policyDir: string,
    private readonly facts: Pick<FactCollection<PublishedPolicyFact>, 'findByIds'>,
  ) {}

  /** In each language there are texts in. Rejects with the first `PolicyProblem` of a file that cannot be used. */
  textsOf(policy: Policy): Promise<TextsByLanguage> {
    const texts = this.read.get(policy) ?? this.load(policy);
    this.read.set(policy, texts);
    texts.catch(() => this.read.delete(policy));
    return texts;
  }

  private async load(policy: Policy): Promise<TextsByLanguage> {
    const id = factIdOf(policy.version);
    const published = (await this.facts.findByIds([id])).get(id)?.published.files;
    const found = await Promise.all(
      policy.notice.languages.map(async (lang) => {
        const file = `texts/${lang}.yaml`;
        const text =
          published === undefined
            ? await readFile(join(this.policyDir, policy.validFrom, file), 'utf8').catch(() => undefined)
            : published.find(({ name }) => name === file)?.text;
        return text === undefined ? [] : [{ lang, file, text }];
      }),
    );
    return noticeTexts(found.flat(), policy);
  }
}
