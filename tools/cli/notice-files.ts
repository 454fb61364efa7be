import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type CivilDate,
  type Language,
  noticeTexts,
  type Policy,
  policyAt,
  type TextsByLanguage,
} from '#policy';
import { type VersionAt, versionsAt } from './policies.js';
import { UsageError } from './surroundings.js';

interface NoticeVersion {
  readonly policy: Policy;
  readonly texts: TextsByLanguage;
}

/** What a notice is written from: a path, the day, the language, and the version before where it lies elsewhere. */
export interface NoticeWanted {
  readonly path: string;
  readonly on: CivilDate;
  readonly lang: Language;
  readonly previous?: string;
}

/** The version a path names for a day, with the one before it; a file names itself, whatever the day. */
export async function noticeAt({
  path,
  on,
  lang,
  previous,
}: NoticeWanted): Promise<NoticeVersion & { readonly previous?: NoticeVersion }> {
  const versions = await versionsAt(path);
  const wanted = inForce(versions, on, path);
  const before = previous === undefined ? versions : await versionsAt(previous, '--previous');
  const latest = before.findLast(({ policy }) => precedes(policy, wanted.policy));
  if (previous !== undefined && latest === undefined)
    throw new UsageError(`--previous: ${previous} holds no version before ${wanted.policy.version}`);
  return {
    ...(await withTexts(wanted, lang)),
    ...(latest && { previous: await withTexts(latest, lang) }),
  };
}

/** A proposal may go by a name of its own: who the controller is says whose it is. */
const precedes = (one: Policy, other: Policy): boolean =>
  one.controller.organisation === other.controller.organisation && one.validFrom < other.validFrom;

function inForce(versions: readonly VersionAt[], on: CivilDate, path: string): VersionAt {
  const [only] = versions;
  if (versions.length === 1 && only !== undefined) return only;
  if (versions.every(({ policy }) => policy.validFrom > on))
    throw new UsageError(`${path} holds no policy that is in force on ${on}`);
  const policy = policyAt(
    versions.map((version) => version.policy),
    on,
  );
  return versions.find((version) => version.policy === policy)!;
}

/** With the texts of its languages, as far as they are there; those in the language asked for must be. */
async function withTexts({ file: policyFile, policy }: VersionAt, lang: Language): Promise<NoticeVersion> {
  const fileOf = (each: Language): string => join(dirname(policyFile), 'texts', `${each}.yaml`);
  const found = await Promise.all(
    policy.notice.languages.map(async (each) => {
      const file = fileOf(each);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return text === undefined ? [] : [{ lang: each, file, text }];
    }),
  );
  const files = found.flat();
  if (!files.some((each) => each.lang === lang))
    throw new UsageError(`${policy.version} has no texts in ${lang}: there is no ${fileOf(lang)}`);
  try {
    return { policy, texts: noticeTexts(files, policy) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
