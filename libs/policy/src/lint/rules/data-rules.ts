import { isLonger } from '../../calendar/add-period.js';
import { type LintRule, hitIf, listed } from '../rule.js';

/** Which data, where it comes from, and whether one must give it. */
export const dataRules: readonly LintRule[] = [
  {
    id: 'data.obligation-untold',
    severity: 'warning',
    article: 'GDPR Art. 13(2)(e)',
    finds: 'The notice does not tell whether data must be given.',
    find: ({ policy }) =>
      policy.categories.flatMap((category) =>
        hitIf(category.nature === 'provided' && category.obligation === undefined, () => ({
          element: category,
          why: `Nothing tells whether a person must give ${category.name} data, and what happens otherwise.`,
          mend: 'Set obligation to statutory, contractual or voluntary.',
        })),
      ),
  },
  {
    id: 'data.unused',
    severity: 'warning',
    article: 'GDPR Art. 5(1)(b)–(c)',
    finds: 'A category is collected for no purpose.',
    find: ({ policy }) =>
      policy.categories.flatMap((category) =>
        hitIf(!policy.purposes.some(({ categories }) => categories.includes(category.name)), () => ({
          element: category,
          why: `No purpose needs ${category.name}.`,
          mend: 'Stop collecting it, or name the purpose it is for.',
        })),
      ),
  },
  {
    id: 'data.without-field-class',
    severity: 'error',
    article: 'GDPR Art. 5(1)(e), 17(1)',
    finds: 'A category has no part that a clock could erase.',
    find: ({ policy }) =>
      policy.categories.flatMap((category) =>
        hitIf(!policy.fieldClasses.some((fieldClass) => fieldClass.category === category.name), () => ({
          element: category,
          why: `${category.name} has no field class, so no retention rule reaches it.`,
          mend: 'Add a field class of that category and a retention rule for it.',
        })),
      ),
  },
  {
    id: 'data.contact-unreachable',
    severity: 'warning',
    article: 'GDPR Art. 13(1)(a), 12(2)',
    finds: 'The company can be reached by post only.',
    find: ({ policy }) => {
      const kinds = policy.contactPoints.map(({ kind }) => kind);
      return hitIf(!kinds.includes('email') && !kinds.includes('phone') && !kinds.includes('web'), () => ({
        element: policy.contactPoints[0] ?? policy.controller,
        why: `People can reach the company by ${listed(kinds)} only. Using a right is to be made easy, and what was collected electronically is asked about electronically.`,
        mend: 'Add a contact point of kind email, and phone or web.',
      }));
    },
  },
  {
    id: 'data.no-protection-contact',
    severity: 'warning',
    article: 'GDPR Art. 13(1)(a)–(b), 12(2)',
    finds: 'Nobody is named for questions on data protection.',
    find: ({ policy }) =>
      hitIf(!policy.contactPoints.some(({ kind }) => kind === 'data-protection'), () => ({
        element: policy.contactPoints[0] ?? policy.controller,
        why: 'No contact for data protection is given, neither a data protection officer nor another; requests then end in inboxes that nobody reads for them.',
        mend: 'Add a contact point of kind data-protection, the officer where one is designated, with an e-mail address that is tested regularly.',
      })),
  },
  {
    id: 'source.unnamed',
    severity: 'warning',
    article: 'GDPR Art. 14(2)(f)',
    finds: 'A source other than the person is not named.',
    find: ({ policy }) =>
      policy.sources.flatMap((source) =>
        hitIf(source.noticeWithin !== undefined && source.names === undefined, () => ({
          element: source,
          why: `"${source.what}" does not tell from whom the data comes, so nobody can ask there.`,
          mend: 'Give the registers, directories or kinds of organisation by name in names.',
        })),
      ),
  },
  {
    id: 'source.told-late',
    severity: 'error',
    article: 'GDPR Art. 14(3)(a)',
    finds: 'People are told of data from elsewhere later than the law allows.',
    find: ({ policy, law: { tellSourceWithin } }) =>
      tellSourceWithin.flatMap(({ period, reference }) =>
        policy.sources.flatMap((source) =>
          hitIf(source.noticeWithin !== undefined && isLonger(source.noticeWithin, period), () => ({
            element: source,
            key: 'noticeWithin',
            why: `People are told within ${source.noticeWithin} that data came from ${source.name}; the law allows ${period} (${reference}).`,
            mend: `Set noticeWithin to ${period} or less.`,
          })),
        ),
      ),
  },
];
