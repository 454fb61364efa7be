import type { Question } from '../decide/question.js';
import type { Need, Purpose } from '../model/elements.js';
import type { Policy } from '../model/policy.js';

/** Every way the two policies know to ask about each of their purposes. */
export function questionsOf(from: Policy, to: Policy): readonly Omit<Question, 'at'>[] {
  const asked = [from, to].flatMap((policy) =>
    policy.purposes.flatMap((purpose) =>
      purpose.categories.flatMap((category) =>
        waysToAsk(policy, purpose).map((way) => ({ purpose: purpose.name, category, ...way })),
      ),
    ),
  );
  return [...new Map(asked.map((question) => [JSON.stringify(question), question])).values()];
}

type Way = Omit<Question, 'at' | 'purpose' | 'category'>;

const ground = { reference: 'simulated', provision: 'simulated' };

function waysToAsk(policy: Policy, purpose: Purpose): readonly Way[] {
  const choices: Readonly<Record<Need, readonly Way[]>> = {
    channel: (purpose.channels ?? []).map((channel) => ({ channel })),
    topic: policy.topics
      .filter((topic) => topic.purpose === purpose.name)
      .map(({ name: topic }) => ({ topic })),
    recipient: policy.recipients
      .filter(({ purposes }) => purposes.includes(purpose.name))
      .map(({ name: recipient }) => ({ recipient })),
    ground: [{ ground }],
  };
  return (purpose.needs ?? []).reduce<readonly Way[]>(
    (ways, need) => ways.flatMap((way) => choices[need].map((choice) => ({ ...way, ...choice }))),
    [{}],
  );
}
