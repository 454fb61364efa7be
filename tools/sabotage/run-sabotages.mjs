import { dirname } from 'node:path';
import { sortedOnce } from '../trace/sorted-once.mjs';
import { specFiles, testTitles } from '../trace/test-titles.mjs';
import { needsBuild, sabotaged } from './declarations.mjs';
import { judge, names } from './judge.mjs';

const isUnit = (spec) => !/\.(int|story|fault)\.spec\.ts$/.test(spec);
const needsServers = (spec) => spec.endsWith('.int.spec.ts') || needsBuild(spec);

/** What runs for a sabotage: the specs it declares, every unit spec that names its statement, those beside the patch. */
function specsFor(root, { kind, id, file, tests }, titles) {
  if (kind === 'behind') return sortedOnce(tests);
  const naming = titles.filter(({ title }) => names(title, id)).map((each) => each.file);
  const beside = specFiles(root).filter((spec) => dirname(spec) === dirname(file));
  return sortedOnce([...tests, ...naming.filter(isUnit), ...beside.filter(isUnit)]);
}

/** Everything that will run, planned before anything does: a patch that does not apply is told at once. */
export function planOf(root, sabotages) {
  const titles = testTitles(root);
  return sabotages.map((sabotage) => {
    sabotaged(root, sabotage);
    return { sabotage, specs: specsFor(root, sabotage, titles) };
  });
}

export const planNeedsServers = (plan) => plan.some(({ specs }) => specs.some(needsServers));

/** First all specs as they are, then each sabotage alone, in as many scratches at once as there are. */
export async function runSabotages({ plan, scratches, statements, env, say }) {
  const specs = sortedOnce(plan.flatMap((one) => one.specs));
  say(`${specs.length} specs as they are`);
  const [first] = scratches;
  const quick = specs.filter((spec) => !needsBuild(spec));
  const asTheyAre = [
    ...(quick.length > 0 ? [await first.run(quick, { env, flags: [] })] : []),
    ...(quick.length < specs.length ? [await first.run(specs.filter(needsBuild), { env })] : []),
  ];
  const red = [
    ...asTheyAre.flatMap(({ didNotRun }) => didNotRun).map((file) => `${file} does not run`),
    ...asTheyAre
      .flatMap(({ tests }) => tests)
      .filter((test) => test.red)
      .map(({ file, title }) => `${file} › ${title}`),
  ];
  if (red.length > 0) throw new Error(`red without any sabotage:\n  ${red.join('\n  ')}`);

  const left = [...plan];
  const verdicts = [];
  const work = async (scratch) => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const outcome = await scratch.runSabotaged(one.sabotage, one.specs, { env });
      const verdict = judge(one.sabotage, outcome, statements);
      verdicts.push(verdict);
      say(`${verdict.id}: ${verdict.enforced ? 'goes red' : verdict.problems[0]}`);
    }
  };
  await Promise.all(scratches.map(work));
  return verdicts.sort((one, other) => (one.id < other.id ? -1 : 1));
}
