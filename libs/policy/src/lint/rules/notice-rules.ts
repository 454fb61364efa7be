import { type LintRule, hitIf, listed } from '../rule.js';

/** The notice as a document: whom it binds, what it says of itself, where to turn. */
export const noticeRules: readonly LintRule[] = [
  {
    id: 'notice.accepted-by-use',
    severity: 'error',
    article: 'GDPR Art. 4(11), 7; recital 32; C-673/17 Planet49',
    finds: 'The notice takes use of a service for acceptance of its terms.',
    find: ({ policy: { notice } }) =>
      hitIf(notice.acceptance === 'by-use', () => ({
        element: notice,
        key: 'acceptance',
        why: 'The notice says that using the service accepts it. Use is no affirmative act, so it is consent to nothing; and a notice informs, it is not agreed to.',
        mend: 'Set acceptance to none and write that the notice tells what is done. Where consent is needed, ask for it apart, by an act of its own.',
      })),
  },
  {
    id: 'notice.no-authority',
    severity: 'error',
    article: 'GDPR Art. 13(2)(d), 77',
    finds: 'The right to complain to the supervisory authority is missing.',
    find: ({ policy }) =>
      hitIf(policy.authority === undefined, () => ({
        element: policy.notice,
        why: 'Nothing tells that a person may complain to the supervisory authority, or how to reach it.',
        mend: 'Add authority with organisation, address, e-mail and web page of the supervisory authority of the country the company is in.',
      })),
  },
  {
    id: 'notice.disclosure-conflict',
    severity: 'conflict',
    article: 'GDPR Art. 13(1)(e), 5(1)(a)',
    finds: 'The notice says that data is disclosed to nobody, and recipients are declared.',
    find: ({ policy: { notice, recipients } }) => {
      const others = recipients.filter(({ role }) => role === 'controller');
      return hitIf(notice.disclosure === 'nobody' && others.length > 0, () => ({
        element: notice,
        key: 'disclosure',
        concerns: others,
        why: `The notice says that personal data is disclosed to nobody, and yet declares disclosures to ${listed(others.map(({ name }) => name))}. Both cannot be true.`,
        mend: 'Choose: set disclosure to declared-recipients and name them, or take these recipients out and stop the disclosures.',
      }));
    },
  },
  {
    id: 'notice.undated',
    severity: 'warning',
    article: 'GDPR Art. 5(2), 12(1)',
    finds: 'The notice shows no date and version, or does not tell what changed.',
    find: ({ policy: { notice } }) => {
      const missing = [
        ...(notice.dated ? [] : ['its date and version']),
        ...(notice.changeLog ? [] : ['what changed since the last one']),
      ];
      return hitIf(missing.length > 0, () => ({
        element: notice,
        key: notice.dated ? 'changeLog' : 'dated',
        why: `The notice does not show ${missing.join(' nor ')}, so nobody can prove or know which wording a person was given.`,
        mend: 'Set dated and changeLog to true: the notice then carries version, date and a list of changes.',
      }));
    },
  },
  {
    id: 'notice.not-delivered',
    severity: 'warning',
    article: 'GDPR Art. 12(1), 13(1); KHO:2023:81',
    finds: 'No active step brings the notice to people.',
    find: ({ policy: { notice } }) =>
      hitIf(notice.deliveredBy === undefined, () => ({
        element: notice,
        why: 'Nothing tells how the notice is brought to people. A page that can be found is not enough: information is to be provided by active steps.',
        mend: 'List the steps in deliveredBy, for instance a link at every form, in order confirmations and in the first message to a person.',
      })),
  },
  {
    id: 'notice.objection-not-separate',
    severity: 'warning',
    article: 'GDPR Art. 21(4)',
    finds: 'The right to object to marketing is not brought up apart from the rest.',
    find: ({ policy }) => {
      const right = policy.rights.find(({ id }) => id === 'right.object');
      const resting = policy.purposes.some(({ basis }) => basis === 'legitimate-interest');
      return right === undefined
        ? []
        : hitIf(resting && right.presented !== 'separately' && right.presented !== 'unmentioned', () => ({
            element: right,
            key: 'presented',
            why: 'The right to object, to direct marketing above all, stands in the middle of other text. It is to be brought up explicitly, clearly and apart from other information, at the latest at the first contact.',
            mend: 'Set presented to separately: the notice then has the objection in a box of its own, and the first message says it too.',
          }));
    },
  },
  {
    id: 'notice.automated-decisions-untold',
    severity: 'warning',
    article: 'GDPR Art. 13(2)(f), 22',
    finds: 'There is profiling, and nothing tells whether decisions are made by automated means alone.',
    find: ({ policy }) => {
      const inferred = policy.categories.filter(({ nature }) => nature === 'inferred');
      const { automatedDecisions: decisions, notice } = policy;
      if (decisions?.made === true && decisions.logic === undefined)
        return [
          {
            element: decisions,
            key: 'made',
            severity: 'error' as const,
            why: 'Decisions are made by automated means alone, and the notice tells nothing of their logic and consequences.',
            mend: 'Tell in logic, in plain words, what is looked at, what follows from it, and how a person gets a human to look at it.',
          },
        ];
      return hitIf(decisions === undefined && inferred.length > 0, () => ({
        element: notice,
        concerns: inferred,
        why: `Profiles are made (${listed(inferred.map(({ name }) => name))}), and the notice does not say whether anything is decided about a person by automated means alone.`,
        mend: 'Add automatedDecisions with made: false, or with made: true and its logic.',
      }));
    },
  },
];
