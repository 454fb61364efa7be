import { readFileSync } from 'node:fs';
import { parsePolicy } from '../model/parse-policy.js';
import type { Policy } from '../model/policy.js';

const text = readFileSync('policies/midare/2018-05-25/policy.yaml', 'utf8');

export type Edit = readonly [from: string, to: string];

/** Midare's policy with some of its text replaced; every replacement must find what it replaces. */
export function version(...replaced: readonly Edit[]): Policy {
  return parsePolicy(
    replaced.reduce((all, [from, to]) => {
      if (!all.includes(from)) throw new Error(`the policy has no ${from}`);
      return all.replace(from, to);
    }, text),
    'policy.yaml',
  );
}

/** The same, in force from 2027. */
export const later = (...replaced: readonly Edit[]): Policy =>
  version(['validFrom: 2018-05-25\nmax', 'validFrom: 2027-01-01\nmax'], ...replaced);

const newsletter = 'needs: [channel, topic]\n    categories: [contact]';
const institute =
  '- id: recipient.research-institute\n    statements: [recipient.consented]\n    role: controller';

const partner =
  '- id: recipient.marketing-partner\n    statements: [recipient.consented]\n    role: controller';

export const edits = {
  namesCode: [newsletter, `${newsletter}\n    carriedOutBy: [consent/decide-processing]`],
  newsletterUsesInterests: [newsletter, newsletter.replace('[contact]', '[contact, interests]')],
  contactGetsBirthDate: ['organisationContact, jobTitle]', 'organisationContact, jobTitle, birthDate]'],
  contactLosesPhone: ['[name, email, phone,', '[name, email,'],
  newsletterByACarrier: [
    'purposes: [service-delivery]\n    categories: [contact, relationship]',
    'purposes: [service-delivery, newsletter]\n    categories: [contact, relationship]',
  ],
  instituteInNorway: [`${institute}\n    country: FI`, `${institute}\n    country: 'NO'`],
  interestsAreObserved: ['researchAnswers]\n    nature: provided', 'researchAnswers]\n    nature: observed'],
  partnerWorksForUs: [partner, partner.replace('controller', 'processor')],
  hostingForgetsUsage: [
    'security]\n    categories: [contact, relationship, registration, usage]',
    'security]\n    categories: [contact, relationship, registration]',
  ],
  fiveYears: ['anchor: relationship-end\n    period: P10Y', 'anchor: relationship-end\n    period: P5Y'],
  anotherNote: [
    'note: A consumer has no work role; the notice gives no period.',
    'note: No period is given.',
  ],
  anotherTopicText: ['what: News, free events, campaigns and offers.', 'what: What is new.'],
} as const satisfies Record<string, Edit>;
