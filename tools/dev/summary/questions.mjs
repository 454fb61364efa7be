import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../paths.mjs';

const history = join(root, 'examples', 'web-store', 'data', 'order-history.csv.gz');
const asked = 20;

/** What a newcomer may wonder about; each asked by the one whom it concerns. */
export const questions = [
  {
    label: 'send them an invoice',
    role: 'store',
    purpose: 'invoicing',
    category: 'contact',
    channel: 'email',
  },
  {
    label: 'ask their opinion by phone',
    role: 'marketing',
    purpose: 'research',
    category: 'contact',
    channel: 'phone',
  },
  {
    label: 'sort them by what they bought',
    role: 'marketing',
    purpose: 'profiling',
    category: 'relationship',
  },
  {
    label: 'give a partner their address',
    role: 'marketing',
    purpose: 'disclosure-direct-marketing',
    category: 'contact',
    recipient: 'marketing-partner',
  },
  { label: 'sell their data', role: 'marketing', purpose: 'sale-of-data', category: 'contact' },
];

/** Some of the customers the store has told of: the first `known` by number, spread over all of them. */
export function someCustomers(known) {
  const text = gunzipSync(readFileSync(history)).toString('latin1');
  const numbers = new Set([...text.matchAll(/,(\d+)\.0,[^,\n]*$/gm)].map(([, number]) => Number(number)));
  const sorted = [...numbers].sort((one, other) => one - other).slice(0, known);
  const count = Math.min(asked, sorted.length);
  return Array.from({ length: count }, (_, index) => sorted[Math.floor((index * sorted.length) / count)]);
}

/** What a permission rests on comes last, but for whom it may go to. */
const decisive = (because) => because.findLast(({ reason }) => reason !== 'recipient-declared')?.reason;

/** "May I process …?", asked of consent for each of the customers. */
export async function askDecisions(ask, customers) {
  const answers = [];
  for (const { label, role, ...question } of questions) {
    const body = {
      questions: customers.map((number) => ({
        ...question,
        party: { source: 'web-store', id: `customer/${number}` },
      })),
    };
    const { decisions } = await ask('consent', 'POST /v1/decisions/batch', { role, body });
    const counts = { allowed: {}, denied: {} };
    for (const { allowed, because } of decisions) {
      const side = counts[allowed ? 'allowed' : 'denied'];
      const reason = decisive(because) ?? 'no-reason-given';
      side[reason] = (side[reason] ?? 0) + 1;
    }
    answers.push({ label, ...counts });
  }
  return { customers: customers.length, answers };
}
