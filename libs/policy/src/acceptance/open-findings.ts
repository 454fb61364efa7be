import { type Finding, stopsPublish } from '../lint/finding.js';
import { judgedOn } from '../lint/lint-file.js';
import type { CivilDate } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { type Acceptance, acceptedContent, signedText } from './acceptance.js';

/** What judging an acceptance needs; the cryptography is passed in, since this library does none. */
export interface AcceptanceJudge {
  readonly policy: Policy;
  /** As the lint's: the policy's first day counts if that is later. */
  readonly on: CivilDate;
  /** SHA-256 of a text's UTF-8 bytes, in hex. */
  readonly sha256: (text: string) => string;
  /** Whether the base64 signature over the text is that of the officer of this name; false for an unknown officer. */
  readonly verify: (officer: string, text: string, signature: string) => boolean;
}

export interface JudgedFindings {
  /** What nobody has accepted, and what is wrong with acceptances. */
  readonly open: readonly Finding[];
  readonly accepted: readonly { readonly finding: Finding; readonly acceptance: Acceptance }[];
  /** The open findings that stop a publish. */
  readonly blocking: readonly Finding[];
}

/** Sets accepted findings apart. An acceptance that does not hold leaves its finding open and is a finding itself. */
export function openFindings(
  findings: readonly Finding[],
  acceptances: readonly Acceptance[],
  judge: AcceptanceJudge,
): JudgedFindings {
  const judged = acceptances.map((acceptance) => ({
    acceptance,
    ...judgementOf(acceptance, findings, judge),
  }));
  const accepted = findings.flatMap((finding) => {
    const standing = judged.find((each) => each.finding === finding);
    return standing === undefined ? [] : [{ finding, acceptance: standing.acceptance }];
  });
  const faults = judged.flatMap(({ acceptance, fault }) =>
    fault === undefined ? [] : [faultFinding(acceptance, fault, judge.policy)],
  );
  const isAccepted = new Set(accepted.map(({ finding }) => finding));
  const open = [...findings.filter((finding) => !isAccepted.has(finding)), ...faults];
  return { open, accepted, blocking: open.filter(stopsPublish) };
}

const faults = {
  unused: ['nothing is found there any more', 'Take the entry out.'],
  changed: ['what was accepted has changed since', 'Look at it again; accept it anew or mend it.'],
  expired: ['it has expired', 'Mend the finding, or accept it anew with a reason that still holds.'],
  unsigned: ['it is not signed', 'Have the officer write it with seloste accept.'],
  forged: [
    'its signature is not that of the officer it names',
    'Have the officer write it with seloste accept; officers.yaml holds the keys.',
  ],
} as const;

function judgementOf(
  acceptance: Acceptance,
  findings: readonly Finding[],
  { policy, on, sha256, verify }: AcceptanceJudge,
): { readonly finding?: Finding; readonly fault?: keyof typeof faults } {
  const { rule, element, content, by, signature, expires } = acceptance;
  const meant = findings.filter((finding) => finding.rule === rule && finding.element === element);
  if (meant.length === 0) return { fault: 'unused' };
  const finding = meant.find((each) => sha256(acceptedContent(policy, each)) === content);
  if (finding === undefined) return { fault: 'changed' };
  if (signature === undefined) return { fault: 'unsigned' };
  if (!verify(by, signedText(policy.version, acceptance), signature)) return { fault: 'forged' };
  return expires < judgedOn(policy, on) ? { fault: 'expired' } : { finding };
}

function faultFinding(
  { rule, element, by, expires }: Acceptance,
  fault: keyof typeof faults,
  policy: Policy,
): Finding {
  const [why, mend] = faults[fault];
  return {
    rule: `acceptance.${fault}`,
    severity: 'warning',
    article: 'GDPR Art. 5(2), 24(1)',
    element,
    concerns: [],
    place: { pointer: '' },
    why: `The acceptance of ${rule} by ${by}, up to ${expires}, does not count: ${why}.`,
    mend,
    statements: policy.elements.get(element)?.statements ?? [],
  };
}
