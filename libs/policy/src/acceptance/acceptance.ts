import { createValidator } from '../model/schema-problems.js';
import type { CivilDate } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { readPolicyFile } from '../model/policy-file.js';
import type { Finding } from '../lint/finding.js';
import acceptanceSchema from './acceptance.schema.json' with { type: 'json' };
import officersSchema from './officers.schema.json' with { type: 'json' };

/** A finding that an officer takes responsibility for, up to and with `expires`. It never changes a decision. */
export interface Acceptance {
  readonly rule: string;
  readonly element: string;
  readonly reason: string;
  /** Name of an officer. */
  readonly by: string;
  readonly expires: CivilDate;
  /** SHA-256, in hex, of `acceptedContent`. */
  readonly content: string;
  /** Ed25519 over `signedText`, in base64. */
  readonly signature?: string;
}

/** `publicKey` is an Ed25519 key as SubjectPublicKeyInfo in base64. */
export interface Officer {
  /** By which they sign: the `id`, where there is one. */
  readonly name: string;
  readonly publicKey: string;
}

const accepted = createValidator(acceptanceSchema);
const officers = createValidator(officersSchema);

/** Reads `accepted.yaml`. Throws the first `PolicyProblem`. */
export const parseAcceptances = (text: string, file: string): readonly Acceptance[] =>
  listIn(accepted, text, file) as readonly Acceptance[];

/** Reads `officers.yaml`. Throws the first `PolicyProblem`. A name beside an id goes no further. */
export const parseOfficers = (text: string, file: string): readonly Officer[] =>
  (listIn(officers, text, file) as readonly (Officer & { readonly id?: string })[]).map(
    ({ id, name, publicKey }) => ({ name: id ?? name, publicKey }),
  );

function listIn(
  validate: ReturnType<typeof createValidator>,
  text: string,
  file: string,
): readonly unknown[] {
  const source = readPolicyFile(text, file);
  if (source.value === null) return [];
  const [problem] = validate(source);
  if (problem !== undefined) throw problem;
  return source.value as readonly unknown[];
}

/**
 * What an acceptance is about: the finding as it was read, and its elements as they stand. Changes when one of them does,
 * and differs for each of several findings of a rule at one element.
 */
export function acceptedContent(policy: Policy, finding: Finding): string {
  const elements = [finding.element, ...finding.concerns].map((id) => policy.elements.get(id) ?? id);
  return canonical([finding.rule, finding.severity, finding.article, finding.why, elements]);
}

/** The text an officer signs. */
export function signedText(version: string, acceptance: Omit<Acceptance, 'signature'>): string {
  const { rule, element, content, reason, by, expires } = acceptance;
  return canonical(['seloste-acceptance-1', version, rule, element, content, reason, by, expires]);
}

/** JSON with sorted keys, so that the same content gives the same bytes. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
