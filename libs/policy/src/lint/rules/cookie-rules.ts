import type { CookieCategory } from '../../model/elements.js';
import { type LintRule, hitIf, provisionsOf, rests } from '../rule.js';

/** Cookies, and newsletters that are ordered: consent that is asked for in words. */
export const cookieRules: readonly LintRule[] = [
  {
    id: 'cookie.browser-settings',
    severity: 'error',
    article: 'Act 917/2014 §205(1); Helsinki Administrative Court H1515/2021, H1516/2021',
    finds: 'Cookies that need consent are governed by the settings of the browser.',
    find: ({ policy }) =>
      policy.cookies.flatMap((cookie) =>
        hitIf(!cookie.beforeChoice && cookie.consentBy !== 'choice', () => ({
          element: cookie,
          key: cookie.consentBy === undefined ? 'beforeChoice' : 'consentBy',
          why: `Cookies for ${cookie.name} can be turned off in the browser only. That is no consent; and the rule is the same whether or not the cookies hold personal data.`,
          mend: 'Set consentBy to choice: ask before setting them, with a refusal on the first layer, and keep the choice.',
        })),
      ),
  },
  {
    id: 'cookie.untold',
    severity: 'error',
    article: 'Act 917/2014 §205(1); C-673/17 Planet49',
    finds: 'How long a cookie lasts, or who else can read it, is not told.',
    find: ({ policy }) =>
      policy.cookies.flatMap((cookie) => {
        const missing = untold(cookie);
        return hitIf(missing.length > 0, () => ({
          element: cookie,
          why: `The notice does not tell ${missing.join(' nor ')} (${cookie.name}).`,
          mend: 'Give lasts (the longest period) and thirdParties (an empty list says nobody).',
        }));
      }),
  },
  {
    id: 'cookie.before-choice',
    severity: 'error',
    article: 'Act 917/2014 §205(1)–(2)',
    finds: 'A cookie category is on before the choice, and no exception is given for it.',
    find: ({ policy, law: { strictlyNecessaryCookies: exceptions } }) =>
      policy.cookies.flatMap((cookie) =>
        hitIf(cookie.beforeChoice && !rests(exceptions, cookie.reference), () => ({
          element: cookie,
          key: 'beforeChoice',
          why: `${cookie.name} is on before anybody chose. Only what is strictly necessary for a service the person asked for may be.`,
          mend: `Set beforeChoice to false, or give the exception in reference: ${provisionsOf(exceptions)}.`,
        })),
      ),
  },
  {
    id: 'topic.consent-untold',
    severity: 'warning',
    article: 'GDPR Art. 7(1)–(2), 13',
    finds: 'A newsletter is ordered by a form that does not say what one consents to.',
    find: ({ policy }) =>
      policy.topics.flatMap((topic) =>
        hitIf(
          policy.byName.purposes.get(topic.purpose)?.basis === 'consent' &&
            topic.subscription?.asked !== 'with-consent-text',
          () => ({
            element: topic,
            key: topic.subscription === undefined ? 'what' : 'subscription',
            why: `The form for ${topic.name} asks for an address and does not say what it is consent to, how often mail comes, how long the address is kept and how to stop.`,
            mend: 'Set subscription.asked to with-consent-text and show that text at the field, with a link to the notice.',
          }),
        ),
      ),
  },
];

function untold({ lasts, thirdParties }: CookieCategory): string[] {
  return [
    ...(lasts === undefined ? ['how long the cookies stay'] : []),
    ...(thirdParties === undefined ? ['who else can read them'] : []),
  ];
}
