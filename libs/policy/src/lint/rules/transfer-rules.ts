import { asLawAllows } from '../../law/lawful-mechanism.js';
import type { CivilDate, Mechanism, Recipient } from '../../model/elements.js';
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
          why: `${recipient.name} is in ${recipient.country}, outside the EEA, and ${mechanism === undefined ? 'no mechanism is declared' : `${mechanism.name} is none`} by which data may go there.`,
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
        const reason = mechanism && notValid(mechanism, context.on);
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
        mechanism === undefined || notValid(mechanism, context.on) !== undefined
          ? []
          : unmet(context, recipient, mechanism),
      ),
  },
];

interface Abroad {
  readonly recipient: Recipient;
  readonly mechanism?: Mechanism;
}

function abroad({ policy, law }: LintContext): Abroad[] {
  return policy.recipients
    .filter(({ country }) => !policy.eeaCountries.has(country))
    .map((recipient) => {
      const declared = recipient.transfer && policy.byName.mechanisms.get(recipient.transfer.mechanism);
      return { recipient, mechanism: declared && asLawAllows(declared, law) };
    });
}

function notValid({ validFrom, validTo, reference }: Mechanism, on: CivilDate): string | undefined {
  if (validTo !== undefined && validTo < on)
    return `has not been valid since ${validTo} was its last day (${reference})`;
  return validFrom > on ? `is valid from ${validFrom} only (${reference})` : undefined;
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
function alternatives({ policy, law, on }: LintContext, { country }: Recipient): string {
  const valid = policy.mechanisms
    .map((each) => asLawAllows(each, law))
    .filter((each) => each.countries?.includes(country) !== false && notValid(each, on) === undefined);
  const names = valid.map(({ name, needs }) => `${name}${needs ? ` (needs ${needs})` : ''}`);
  return names.length === 0
    ? 'Stop the transfer, or declare a mechanism that is valid: an adequacy decision or the standard clauses of Decision (EU) 2021/914 with an assessment.'
    : `Move the recipient to ${names.join(' or ')}, or stop the transfer.`;
}
