import { textsOf, versions } from './notices.fixture.js';
import { toldOf } from './read-page.fixture.js';
import { type NoticeOptions, renderNotice } from './render-notice.js';

export type Company = 'midare' | 'midare-proposed' | 'kettinki';
type How = Partial<Pick<NoticeOptions, 'layer' | 'record'>>;
export type Facts = Readonly<Record<string, string | readonly string[]>>;

/** What a company's page in English tells of an element; one value stands without a list. */
export const tellsOf = (
  company: Company,
  id: string,
  how: How = {},
): { says: readonly string[]; facts: Facts } => {
  const { policy } = versions.find(({ version }) => version.startsWith(`${company}/`))!;
  const on = '2026-11-23';
  const { says, facts } = toldOf(
    renderNotice(policy, textsOf(policy), { lang: 'en', as: 'html', on, ...how }),
    id,
  );
  return {
    says,
    facts: Object.fromEntries(
      Object.entries(facts).map(([label, values]) => [label, values.length === 1 ? values[0]! : values]),
    ),
  };
};
