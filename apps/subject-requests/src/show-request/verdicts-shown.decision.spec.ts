import { describe, expect, test } from '@jest/globals';
import type { OpenedReply } from '../request-file.js';
import { verdictsShown } from './verdicts-shown.decision.js';

describe('right.erase-limits – one verdict for each record at each holder', () => {
  test('what the holder confirmed stands in the place of what was judged for it', () => {
    const kept = { fieldClass: 'voucher', provision: 'law', until: '2032-12-31' };
    const judged = reply('retention', [
      { record: '1', kind: 'order', erase: ['order'], keep: [] },
      { record: '2', kind: 'order', erase: ['order'], keep: [] },
    ]);
    const confirmed = reply('web-store', [{ record: '1', kind: 'order', erase: ['order'], keep: [kept] }]);
    expect(verdictsShown('web-store', [judged], [confirmed])).toEqual([
      { participant: 'web-store', record: '1', kind: 'order', erase: ['order'], keep: [kept] },
      { participant: 'web-store', record: '2', kind: 'order', erase: ['order'], keep: [] },
    ]);
  });

  test('retention’s own inventory is not shown as a second holding', () => {
    const own = reply('retention', [{ record: '1', kind: 'order', erase: [], keep: [] }]);
    expect(verdictsShown('web-store', [], [own])).toEqual([]);
  });

  test('what our own services keep is shown as theirs', () => {
    const own = reply('consent', [{ record: 'c.1', kind: 'consent', erase: [], keep: [] }]);
    expect(verdictsShown('web-store', [], [own])).toMatchObject([{ participant: 'consent', record: 'c.1' }]);
  });
});

function reply(participant: OpenedReply['participant'], verdicts: OpenedReply['verdicts']): OpenedReply {
  return { participant, items: [], verdicts };
}
