import type { PolicyPublished } from '#contracts';
import { contentOfVersion, type Officer, parsePolicy, type Policy, publicationText } from '#policy';
import type { Fact } from '#storage';
import { isSignedBy, sha256 } from './officers.js';

/** A version as each service keeps it among its facts; at consent, the fact that it was published. */
export interface PublishedPolicyFact extends Fact {
  readonly type: 'policy.published';
  readonly published: PolicyPublished;
}

const BEFORE_ALL = 'policy/';
const AFTER_ALL = 'policy0';
/** By its `_id` every published version is found, on the index that is always there. */
export const allPublished = { _id: { $gte: BEFORE_ALL, $lt: AFTER_ALL } };
export const factIdOf = (version: string): string => `${BEFORE_ALL}${version}`;
export const versionOf = (factId: string): string => factId.slice(BEFORE_ALL.length);

/** Why a version that was told of must not be taken; nothing where all is in order. */
export function defectOf(
  { version, files, sha256: told, signedBy, signature }: PolicyPublished,
  officers: readonly Officer[],
): string | undefined {
  if (sha256(contentOfVersion(files)) !== told) return 'policy-content-differs';
  if (!isSignedBy(officers, signedBy, publicationText(version, told), signature))
    return 'policy-not-signed-by-an-officer';
  return policyIn(files)?.version === version ? undefined : 'policy-cannot-be-used';
}

/** The policy in the files, where it can be read. */
export function policyIn(files: PolicyPublished['files']): Policy | undefined {
  const file = files.find(({ name }) => name === 'policy.yaml');
  try {
    return file && parsePolicy(file.text, file.name);
  } catch {
    return undefined;
  }
}
