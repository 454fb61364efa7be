import type { RecordVerdict } from '#contracts';
import type { OpenedReply } from '../request-file.js';

export type ShownVerdict = RecordVerdict & { readonly participant: string };

/** One verdict for each record at each holder: what the holder confirmed, and until then what was judged for it. */
export function verdictsShown(
  holder: string,
  judged: readonly OpenedReply[],
  confirmed: readonly OpenedReply[],
): readonly ShownVerdict[] {
  const byRecord = new Map<string, ShownVerdict>();
  const show = (participant: string, { verdicts }: OpenedReply): void => {
    for (const verdict of verdicts) {
      byRecord.set(`${participant} ${verdict.kind} ${verdict.record}`, { ...verdict, participant });
    }
  };
  for (const reply of judged) show(holder, reply);
  // What retention confirms is its inventory of the same records, no other holding.
  for (const reply of confirmed) if (reply.participant !== 'retention') show(reply.participant, reply);
  return [...byRecord.values()];
}
