import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Policy } from '#policy';
import { type NoticeAndCode, noticeGaps } from './notice-gaps.js';
import { readNotice } from './read-notice.js';

let found: NoticeAndCode;
beforeAll(() => {
  found = readNotice('policies/midare/2018-05-25');
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
      'a feature that no element names',
      ({ features }) => ({ features: [...features, 'consent/sell-data'] }),
      'apps: consent/sell-data does what no element of the policy names in carriedOutBy',
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
      'a promise whose folder is gone',
      ({ features }) => ({ features: features.filter((each) => each !== 'consent/withdraw-consent') }),
      'right.withdraw is carried out by consent/withdraw-consent, which is not there',
    ],
    [
      'a promise without a folder that the trace takes for enforced',
      ({ policy, planned }) => ({
        policy: withoutFolders(policy, 'right.withdraw'),
        planned: planned.filter((each) => each !== 'right.withdraw'),
      }),
      'right.withdraw promises what no folder carries out, and the trace does not say so',
    ],
    [
      'an exemption nobody needs',
      ({ exempt }) => ({ exempt: { ...exempt, 'consent/gone': 'once there' } }),
      'exempt.yaml: consent/gone needs no exemption',
    ],
  ])('%s is found', (_what, changed, gap) => {
    expect(noticeGaps({ ...found, ...changed(found) })).toContain(gap);
  });
});

function withoutFolders(policy: Policy, id: string): Policy {
  const { carriedOutBy: _, ...element } = policy.elements.get(id)!;
  return { ...policy, elements: new Map([...policy.elements, [id, element]]) };
}
