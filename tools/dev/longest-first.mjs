import { relative } from 'node:path';
import { root } from './paths.mjs';

/** Those that take longest, half a minute and more: begun late, each would run on when all else is done. */
const first = [
  'test/replay-survives.fault.spec.ts',
  'test/restore-keeps-choices.story.spec.ts',
  'test/npm-start.story.spec.ts',
  'test/request-is-answered.story.spec.ts',
  // Its cluster is six processes more, so it runs beside shorter ones.
  'test/faults/seeded-faults.fault.spec.ts',
  'test/sample-of-twenty.story.spec.ts',
  'test/alerts-fire.int.spec.ts',
  'test/notice-opens.browser.spec.ts',
  'test/broker-alarm.int.spec.ts',
  'test/tls.int.spec.ts',
  'libs/messaging/src/consume/consume.int.spec.ts',
  'libs/service/src/outages.int.spec.ts',
];

function placeOf({ path, context }) {
  const index = first.indexOf(relative(root, path).replaceAll('\\', '/'));
  return { index: index === -1 ? first.length : index, size: context.hasteFS.getSize(path) ?? 0 };
}

/** Jest's sequencer, for machines that have no former run to go by: the longest first, then by size. */
export default class LongestFirst {
  sort(tests) {
    const placed = tests.map((test) => ({ test, ...placeOf(test) }));
    placed.sort((one, other) => one.index - other.index || other.size - one.size);
    return placed.map(({ test }) => test);
  }

  allFailedTests(tests) {
    return tests;
  }

  /** No former run counts, so none is kept. */
  cacheResults() {}
}
