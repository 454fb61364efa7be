import type { CookieCategory, Topic } from '../../model/elements.js';
import { fill } from '../fill.js';
import type { Entry, Section } from '../page.js';
import type { Words } from '../words.js';
import { described, entry, section } from './section.js';

/** Act 917/2014 §§200–202: who may get what by which channel, and how it stops. */
export function marketingSection(words: Words): Section {
  const { policy, say } = words;
  return section(words, 'marketing', [
    ...policy.subjectKinds.map((kind) =>
      entry(words, kind, words.fact('electronic', say.electronic[kind.electronicMarketing])),
    ),
    ...described(words, policy.marketing),
    ...policy.channels.map((channel): Entry => {
      const { name, says } = words.text(channel);
      const kind = say.channel[channel.electronic ? 'electronic' : 'other'];
      return { id: channel.id, title: name, says: [says ?? kind], facts: words.lawFact(channel) };
    }),
  ]);
}

export const newsletterSection = (words: Words): Section =>
  section(
    words,
    'newsletter',
    words.policy.topics.map((topic) => topicEntry(words, topic)),
  );

function topicEntry(words: Words, topic: Topic): Entry {
  const { say } = words;
  const { rhythm, subscription, purpose } = topic;
  return entry(words, topic, [
    ...words.fact('rhythm', fill(say.rhythm[rhythm.per], { n: rhythm.atMost })),
    ...words.fact('subscription', subscription && say.confirmedBy[subscription.confirmedBy]),
    ...words.fact('purposes', words.links('purpose', [purpose])),
  ]);
}

/** Act 917/2014 §205; C-673/17: how long they stay and who else reads them. */
export const cookiesSection = (words: Words): Section =>
  section(
    words,
    'cookies',
    words.policy.cookies.map((cookie) => cookieEntry(words, cookie)),
  );

function cookieEntry(words: Words, cookie: CookieCategory): Entry {
  const { say } = words;
  const { beforeChoice, consentBy, lasts, thirdParties } = cookie;
  const others = thirdParties?.length === 0 ? [say.nobody] : thirdParties;
  return entry(words, cookie, [
    ...words.fact('beforeChoice', beforeChoice ? say.yes : say.no),
    ...words.fact('choice', consentBy && say.consentBy[consentBy]),
    ...words.fact('lasts', lasts === undefined ? say.notTold : words.period(lasts)),
    ...words.fact('thirdParties', others ?? say.notTold),
  ]);
}
