import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import {
  type CivilDate,
  noticeTexts,
  parsePolicy,
  type Policy,
  policyAt,
  type TextsByLanguage,
} from '#policy';
import { policyVersions } from './policy-files.js';
import { UsageError } from './surroundings.js';

interface NoticeVersion {
  readonly policy: Policy;
  readonly texts: TextsByLanguage;
}

/** The version a path names for a day, with the one before it; a file names itself, whatever the day. */
export async function noticeAt(
  path: string,
  on: CivilDate,
): Promise<NoticeVersion & { readonly previous?: NoticeVersion }> {
  const files = await policyVersions(path);
  const versions = files.map(({ source: { file, text } }) => ({ file, policy: parsePolicy(text, file) }));
  const companies = [...new Set(versions.map(({ policy }) => policy.policy))];
  if (companies.length > 1)
    throw new UsageError(`${path} holds policies of ${companies.join(', ')}; name one of their folders`);
  const policies = versions.map(({ policy }) => policy);
  const policy = inForce(policies, on, path);
  const before = policies.filter(({ validFrom }) => validFrom < policy.validFrom);
  const load = async (wanted: Policy): Promise<NoticeVersion> => {
    const { file = '' } = versions.find((version) => version.policy === wanted) ?? {};
    return { policy: wanted, texts: await textsBeside(file, wanted) };
  };
  const latest = before.length > 0 ? policyAt(before, policy.validFrom) : undefined;
  return { ...(await load(policy)), ...(latest && { previous: await load(latest) }) };
}

function inForce(policies: readonly Policy[], on: CivilDate, path: string): Policy {
  const [only] = policies;
  if (policies.length === 1 && only !== undefined) return only;
  if (policies.every(({ validFrom }) => validFrom > on))
    throw new UsageError(`${path} holds no policy that is in force on ${on}`);
  return policyAt(policies, on);
}

/** The texts of a policy file's languages, as far as they are there. */
async function textsBeside(policyFile: string, policy: Policy): Promise<TextsByLanguage> {
  const found = await Promise.all(
    policy.notice.languages.map(async (lang) => {
      const file = relative('', join(dirname(policyFile), 'texts', `${lang}.yaml`));
      const text = await readFile(file, 'utf8').catch(() => undefined);
      return text === undefined ? [] : [{ lang, file, text }];
    }),
  );
  return noticeTexts(found.flat(), policy);
}
