import { beforeAll, describe, expect, test } from '@jest/globals';
import { carriedOut, featureFolders } from '../trace/feature-folders.mjs';
import { type NoticeAndCode, noticeGaps } from './notice-gaps.js';
import { readNotice } from './read-notice.js';

let found: NoticeAndCode;
beforeAll(() => {
  const features = featureFolders();
  found = readNotice('policies/midare/2018-05-25', (id) =>
    features.some((feature) => carriedOut(feature, id)),
  );
});

describe('the notice and the services, compared both ways', () => {
  test('nothing is done that is not disclosed, and nothing is promised that is not carried out', () => {
    expect(noticeGaps(found)).toEqual([]);
  });

  test.each<[string, (all: NoticeAndCode) => Partial<NoticeAndCode>, string]>([
    [
      'a notice that leaves an element out',
      ({ notices }) => ({
        notices: notices.map(({ lang, html }) => ({
          lang,
          html: lang === 'sv' ? html.replace(' id="purpose.profiling"', '') : html,
        })),
      }),
      'The notice in sv does not tell of purpose.profiling, which services act on',
    ],
    [
      'a stored field class that is not declared',
      ({ stored }) => ({ stored: { ...stored, fieldClasses: ['blood-type'] } }),
      'Services store the field class blood-type, which the policy does not declare',
    ],
    [
      'a stored category that is not declared',
      ({ stored }) => ({ stored: { ...stored, categories: ['health'] } }),
      'Services store the category health, which the policy does not declare',
    ],
    [
      'a promise that no folder carries out, and that the trace takes for enforced',
      ({ isCarriedOut, planned }) => ({
        isCarriedOut: (id) => id !== 'right.withdraw' && isCarriedOut(id),
        planned: planned.filter((each) => each !== 'right.withdraw'),
      }),
      'right.withdraw promises what no folder carries out, and the trace does not say so',
    ],
  ])('%s is found', (_what, changed, gap) => {
    expect(noticeGaps({ ...found, ...changed(found) })).toContain(gap);
  });
});
