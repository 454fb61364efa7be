import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { isPublicInterface } from './declarations.mjs';

/** Whether a text names the id: not a part of a longer one. */
export function names(text, id) {
  return new RegExp(`(?<![\\w.-])${id.replaceAll('.', '\\.')}(?![\\w-])`).test(text);
}

/** Jest's own result, as far as it matters here: the files that did not run, and each test. */
export function outcomeOf({ testResults }, root) {
  const files = testResults.map(({ name, status, assertionResults }) => ({
    file: relative(root, name).replaceAll('\\', '/'),
    didNotRun: status === 'failed' && assertionResults.length === 0,
    tests: assertionResults,
  }));
  return {
    didNotRun: files.filter(({ didNotRun }) => didNotRun).map(({ file }) => file),
    tests: files.flatMap(({ file, tests }) => tests.map((test) => testOf(file, test))),
  };
}

function testOf(file, { ancestorTitles, title, status, failureMessages = [] }) {
  return {
    file,
    title: [...ancestorTitles, title].join(' '),
    titles: [...ancestorTitles, title],
    red: status === 'failed',
    // Anything else that is thrown may as well come from a patch that merely crashes.
    byAssertion: failureMessages.some((text) => /\bexpect\(/.test(stripVTControlCharacters(text))),
    bySaying: failureMessages.some((text) => /\bnot within \d+ ms, |\bProperty failed after /.test(text)),
  };
}

/** The innermost title that names a statement says what the test is about. */
function statementsOf({ titles }, statements) {
  for (const title of titles.toReversed()) {
    const named = statements.filter((id) => names(title, id));
    if (named.length > 0) return named;
  }
  return [];
}

/**
 * What a run with the patch applied says of the statement: enforced only if tests that name it went red by assertion,
 * in every spec the sabotage declares, and nothing else did but what it declares too. A mechanism is what much stands
 * on: for it any test of the declared specs counts, and each of them must have one.
 */
export function judge(sabotage, { didNotRun, tests }, statements) {
  const reds = tests.filter(({ red }) => red);
  const ofMechanism = sabotage.kind === 'behind';
  const isNamed = (test) => ofMechanism || statementsOf(test, statements).includes(sabotage.id);
  const proofs = reds.filter(
    (test) =>
      (test.byAssertion || (ofMechanism && test.bySaying)) &&
      isNamed(test) &&
      sabotage.tests.includes(test.file),
  );
  const green = sabotage.tests.filter((file) => !proofs.some((test) => test.file === file));
  const unrelated = reds.filter((test) => !isNamed(test) && !isExpected(test, sabotage.also, statements));
  const problems = [
    ...didNotRun.map((file) => `did not run: ${file}`),
    ...green.map((file) => `${reasonFor(file, reds.filter(isNamed))}: ${file}`),
    ...(!ofMechanism && proofs.length > 0 && !proofs.some(({ file }) => isPublicInterface(file))
      ? ['nothing red through a public interface']
      : []),
    ...unrelated.map(({ file, title }) => `unrelated red: ${file} › ${title}`),
  ];
  const red = proofs.map(({ file, title }) => `${file} › ${title}`).sort();
  return { id: sabotage.id, enforced: problems.length === 0, red, problems };
}

function reasonFor(file, namedReds) {
  return namedReds.some((test) => test.file === file) ? 'red by no assertion' : 'stays green';
}

/** `also` holds ids of statements that share the mechanism, and words of titles that name none. */
function isExpected(test, also, statements) {
  const about = statementsOf(test, statements);
  return also.some((words) =>
    statements.includes(words) ? about.includes(words) : test.title.includes(words),
  );
}
