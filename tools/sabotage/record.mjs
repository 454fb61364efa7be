import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { titlePatterns } from '../trace/test-titles.mjs';
import { patchHash, sabotaged } from './declarations.mjs';

const file = 'docs/sabotage.json';

/** What was seen when each sabotage last ran: the patch, and the tests that were green before it and red with it. */
export function readRecord(root = '.') {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/** Puts these verdicts in the place of the earlier ones; what has no sabotage any more loses its place. */
export function writeRecord(root, sabotages, verdicts) {
  const record = readRecord(root);
  for (const { id, enforced, red } of verdicts) {
    const patch = patchHash(sabotages.find((one) => one.id === id));
    if (enforced) record[id] = { patch, red };
    else delete record[id];
  }
  const kept = sabotages.map(({ id }) => id).filter((id) => id in record);
  const rows = Object.fromEntries(kept.sort().map((id) => [id, record[id]]));
  writeFileSync(join(root, file), `${JSON.stringify(rows, null, 2)}\n`);
}

/** Why the recorded run says nothing of what is here now; nothing where it does. */
export function recordProblem(root, sabotage, record) {
  const { id } = sabotage;
  const again = `npm run sabotage -- ${id}`;
  try {
    sabotaged(root, sabotage);
  } catch (error) {
    return error.message;
  }
  const seen = record[id];
  if (seen === undefined) return `${id}: no run of its sabotage is recorded (${again})`;
  if (seen.patch !== patchHash(sabotage)) return `${id}: its sabotage has changed since it ran (${again})`;
  const gone = seen.red.find((test) => !isThere(root, test));
  return gone === undefined
    ? undefined
    : `${id}: the test that went red is not there any more: ${gone} (${again})`;
}

function isThere(root, test) {
  const [spec, title] = [test.slice(0, test.indexOf(' › ')), test.slice(test.indexOf(' › ') + 3)];
  return existsSync(join(root, spec)) && titlePatterns(root, spec).some((pattern) => pattern.test(title));
}
