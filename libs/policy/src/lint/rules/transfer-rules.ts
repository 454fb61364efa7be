import type { CivilDate, Mechanism, Recipient } from '../../model/elements.js';
import type { LawfulMechanism } from '../law.js';
import { type Hit, type LintContext, type LintRule, hitIf } from '../rule.js';

/** Art. 44–46: what leaves the EEA needs a mechanism that is valid on the day and met by the recipient. */
export const transferRules: readonly LintRule[] = [
  {
    id: 'transfer.without-mechanism',
    severity: 'error',
    article: 'GDPR Art. 13(1)(f), 44',
    finds:
      'A recipient outside the EEA is reached without any mechanism, or by one that is not for its country.',
    find: (context) =>
      abroad(context).flatMap(({ recipient, mechanism }) =>
        hitIf(mechanism === undefined || mechanism.countries?.includes(recipient.country) === false, () => ({
          element: recipient,
          key: mechanism === undefined ? 'country' : 'transfer',
          why: `${recipient.name} is in ${recipient.country}, outside the EEA, and no mechanism is declared by which data may go there.`,
          mend: 'Declare transfer.mechanism: an adequacy decision for the country, or the standard clauses with an assessment. Until then send nothing.',
        })),
      ),
  },
  {
    id: 'transfer.mechanism-void',
    severity: 'error',
    article: 'GDPR Art. 13(1)(f), 44–46; C-311/18',
    finds: 'A transfer rests on a mechanism that is not valid on the date.',
    find: (context) =>
      abroad(context).flatMap(({ recipient, mechanism }) => {
        const reason = mechanism && notValid(mechanism, lawOf(context, mechanism), context.on);
        return mechanism === undefined || reason === undefined
          ? []
          : [
              {
                element: recipient,
                key: 'transfer',
                concerns: [mechanism],
                why: `${recipient.name} in ${recipient.country} gets data under ${mechanism.name}, which ${reason}.`,
                mend: alternatives(context, recipient),
              },
            ];
      }),
  },
  {
    id: 'transfer.condition-unmet',
    severity: 'error',
    article: 'GDPR Art. 44–46',
    finds:
      'The recipient does not meet what the mechanism asks: it is not certified, or the transfer was not assessed.',
    find: (context) =>
      abroad(context).flatMap(({ recipient, mechanism }) =>
        mechanism === undefined || notValid(mechanism, lawOf(context, mechanism), context.on) !== undefined
          ? []
          : unmet(context, recipient, mechanism),
      ),
  },
  {
    id: 'transfer.dates-against-law',
    severity: 'error',
    article: 'GDPR Art. 44–46',
    finds: 'The policy gives a mechanism other dates, or other conditions, than the law does.',
    find: (context) =>
      context.policy.mechanisms.flatMap((mechanism) => {
        const law = lawOf(context, mechanism);
        return hitIf(law !== undefined && !agrees(mechanism, law), () => ({
          element: mechanism,
          key: law?.validTo !== mechanism.validTo ? 'validTo' : 'validFrom',
          why: `${mechanism.name} is declared valid ${mechanism.validFrom}–${mechanism.validTo ?? ''} needing ${mechanism.needs ?? 'nothing'}; by law ${law?.what} is valid ${law?.validFrom}–${law?.validTo ?? ''} and needs ${law?.needs ?? 'nothing more'} (${law?.reference}).`,
          mend: 'Write the dates and conditions of the law.',
        }));
      }),
  },
];

interface Abroad {
  readonly recipient: Recipient;
  readonly mechanism?: Mechanism;
}

function abroad({ policy }: LintContext): Abroad[] {
  return policy.recipients
    .filter(({ country }) => !policy.eeaCountries.has(country))
    .map((recipient) => ({
      recipient,
      mechanism: recipient.transfer && policy.byName.mechanisms.get(recipient.transfer.mechanism),
    }));
}

function lawOf({ law }: LintContext, { reference = '' }: Mechanism): LawfulMechanism | undefined {
  return law.mechanisms.find(({ decision }) => reference.includes(decision));
}

/** Valid no longer than policy and law both say. */
function notValid(mechanism: Mechanism, law: LawfulMechanism | undefined, on: CivilDate): string | undefined {
  const ends = [mechanism.validTo, law?.validTo].filter((end) => end !== undefined).sort();
  const starts = [mechanism.validFrom, law?.validFrom].filter((start) => start !== undefined).sort();
  const [end, start] = [ends[0], starts.at(-1)];
  const source = law?.reference ?? mechanism.reference;
  if (end !== undefined && end < on) return `has not been valid since ${end} was its last day (${source})`;
  if (start !== undefined && start > on) return `is valid from ${start} only (${source})`;
  return undefined;
}

/** Whose end or condition the policy may tighten, never loosen. */
function agrees(mechanism: Mechanism, law: LawfulMechanism): boolean {
  const startsLate = mechanism.validFrom >= law.validFrom;
  const endsEarly =
    law.validTo === undefined || (mechanism.validTo !== undefined && mechanism.validTo <= law.validTo);
  return startsLate && endsEarly && (law.needs === undefined || mechanism.needs === law.needs);
}

function unmet({ on, soon }: LintContext, recipient: Recipient, mechanism: Mechanism): Hit[] {
  const { transfer } = recipient;
  const hit = (why: string, mend: string, severity?: 'warning'): Hit[] => [
    {
      element: recipient,
      key: 'transfer',
      concerns: [mechanism],
      why: `${recipient.name} ${why}`,
      mend,
      severity,
    },
  ];
  if (mechanism.needs === 'assessment')
    return transfer?.assessment === undefined
      ? hit(
          'gets data under clauses whose effect in its country nobody has assessed.',
          'Assess the transfer and give the reference of the assessment.',
        )
      : [];
  if (mechanism.needs !== 'certification') return [];
  const { certifiedFrom, certifiedTo } = transfer ?? {};
  const mend =
    'Have the recipient certify anew and write certifiedTo, or move to the standard clauses with an assessment. A denied transfer stays denied until then.';
  if (certifiedFrom === undefined || certifiedFrom > on) return hit('is not certified.', mend);
  if (certifiedTo === undefined)
    return hit(
      'is certified, and nothing tells until when.',
      'Write certifiedTo: a certification is for a year.',
      'warning',
    );
  if (certifiedTo < on) return hit(`was certified until ${certifiedTo}.`, mend);
  return certifiedTo < soon ? hit(`is certified until ${certifiedTo} only.`, mend, 'warning') : [];
}

/** The mechanisms of the policy that are valid on the date for that country. */
function alternatives(context: LintContext, { country }: Recipient): string {
  const valid = context.policy.mechanisms.filter(
    (each) =>
      each.countries?.includes(country) !== false &&
      notValid(each, lawOf(context, each), context.on) === undefined,
  );
  const names = valid.map(({ name, needs }) => `${name}${needs ? ` (needs ${needs})` : ''}`);
  return names.length === 0
    ? 'Stop the transfer, or declare a mechanism that is valid: an adequacy decision or the standard clauses of Decision (EU) 2021/914 with an assessment.'
    : `Move the recipient to ${names.join(' or ')}, or stop the transfer.`;
}
