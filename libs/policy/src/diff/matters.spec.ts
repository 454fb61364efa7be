import { describe, expect, test } from '@jest/globals';
import { mattersOf } from './matters.js';
import type { Matter } from './policy-change.js';

/** [section, field, before, after, what it touches, and the other way round] */
type Row = readonly [string, string, unknown, unknown, Matter, Matter?];

const every = ['voucher', 'identity', 'contact'];
const rows: readonly Row[] = [
  ['recipients', 'contract.reference', 'DPA-1', 'DPA-2', 'information'],
  ['recipients', 'country', 'FI', 'NO', 'disclosure'],
  ['purposes', 'balancingTest.on', '2026-01-01', '2027-01-01', 'information'],
  ['purposes', 'retention', ['customer'], ['usage'], 'kept-otherwise'],
  ['purposes', 'categories', ['contact'], ['usage'], 'processing'],
  ['purposes', 'interest', 'Sales.', 'Selling.', 'wording'],
  ['categories', 'obligation', undefined, 'voluntary', 'information'],
  ['sources', 'names', ['A'], ['B'], 'information'],
  ['notice', 'dated', false, true, 'information'],
  ['maxStaleness', 'maxStaleness', 'PT5S', 'PT9S', 'processing'],
  ['automatedDecisions', 'made', false, true, 'processing'],
  ['retention', 'anchor', 'record', 'last-contact', 'kept-otherwise'],
  ['retention', 'period', 'P1Y', 'P13M', 'kept-longer', 'kept-shorter'],
  ['retention', 'period', 'P28D', 'P1M', 'kept-longer', 'kept-shorter'],
  ['retention', 'period', 'P2Y', 'P24M', 'wording'],
  ['relationship', 'inactivityPeriod', 'P1Y', 'P2Y', 'kept-longer', 'kept-shorter'],
  ['holds', 'period', undefined, 'P1D', 'kept-longer', 'kept-shorter'],
  ['holds', 'fieldClasses', ['voucher'], every, 'kept-longer', 'kept-shorter'],
  ['holds', 'fieldClasses', every, ['voucher', 'contact', 'usage'], 'kept-otherwise'],
  ['holds', 'fieldClasses', ['voucher'], undefined, 'kept-longer', 'kept-shorter'],
  ['holds', 'kinds', ['order'], ['order', 'invoice'], 'kept-longer', 'kept-shorter'],
  ['retention', 'endedBy', ['objection'], undefined, 'kept-longer', 'kept-shorter'],
  ['retention', 'endedBy', ['objection'], ['withdrawal'], 'kept-otherwise'],
  ['retention', 'what', 'a', 'b', 'wording'],
  ['contactPoints', 'what', 'a@example.org', 'b@example.org', 'information'],
  ['contactPoints', 'note', 'a', 'b', 'wording'],
  ['audiences', 'who', 'a', 'b', 'wording'],
  ['holds', 'note', 'a', 'b', 'wording'],
  ['retention', 'reference', 'a', 'b', 'wording'],
  ['recipients', 'statements', 'a', 'b', 'wording'],
  ['purposes', 'balancingTest.reference', 'a', 'b', 'information'],
  ['holds', 'subjectKinds', ['consumer'], undefined, 'kept-longer', 'kept-shorter'],
  ['relationship', 'reopenedBy', ['order'], ['order', 'visit'], 'kept-longer', 'kept-shorter'],
  ['financialYear', 'endsOn', '12-31', '06-30', 'kept-otherwise'],
];

describe('what a change of a field touches', () => {
  test.each(rows)('%s, %s: %j and then %j is %s', (section, field, before, after, matter) => {
    expect(mattersOf(section, { kind: 'changed', field, before, after })).toEqual([matter]);
  });

  test.each(rows)(
    'the other way round: %s, %s: %j and before %j',
    (section, field, before, after, ...both) => {
      const [matter, back = matter] = both;
      expect(mattersOf(section, { kind: 'changed', field, before: after, after: before })).toEqual([back]);
    },
  );
});

describe('what an element touches that is new, and that is gone', () => {
  test.each<[string, object, Matter, Matter]>([
    ['retention', {}, 'kept-longer', 'kept-shorter'],
    ['holds', {}, 'kept-longer', 'kept-shorter'],
    ['recipients', {}, 'disclosure', 'disclosure'],
    ['mechanisms', {}, 'disclosure', 'disclosure'],
    ['eea', {}, 'disclosure', 'disclosure'],
    ['purposes', {}, 'processing', 'processing'],
    ['categories', {}, 'processing', 'processing'],
    ['fieldClasses', {}, 'processing', 'processing'],
    ['bases', {}, 'processing', 'processing'],
    ['channels', {}, 'processing', 'processing'],
    ['sources', {}, 'processing', 'processing'],
    ['marketing', {}, 'processing', 'processing'],
    ['subjectKinds', {}, 'processing', 'processing'],
    ['conduct', {}, 'processing', 'processing'],
    ['roles', {}, 'processing', 'processing'],
    ['topics', {}, 'processing', 'processing'],
    ['rights', {}, 'rights', 'rights'],
    ['deadlines', {}, 'rights', 'rights'],
    ['relationship', {}, 'kept-longer', 'kept-shorter'],
    ['financialYear', {}, 'kept-longer', 'kept-shorter'],
    ['authority', {}, 'information', 'information'],
    ['automatedDecisions', { made: true }, 'processing', 'processing'],
    ['automatedDecisions', { made: false }, 'information', 'information'],
  ])('%s %j: %s, and %s', (section, element, added, removed) => {
    expect(mattersOf(section, { kind: 'added', after: element })).toEqual([added]);
    expect(mattersOf(section, { kind: 'removed', before: element })).toEqual([removed]);
  });
});
