import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readSabotages } from '../sabotage/declarations.mjs';
import { names } from '../sabotage/judge.mjs';
import { readRecord, recordProblem } from '../sabotage/record.mjs';
import { carriedOut, featureFolders, featureProblems } from './feature-folders.mjs';
import { sortedOnce } from './sorted-once.mjs';
import { allElementIds, readElements, readStatements } from './statements.mjs';
import { testTitles } from './test-titles.mjs';

const plans = 'tools/trace/planned.yaml';

/**
 * Each statement from the notice to its proof, and what does not hold together. A statement is said to be enforced by
 * its sabotage, or planned.yaml says what is missing: one of both, never neither.
 */
export function traceOf(root = '.') {
  const known = {
    elements: readElements(root),
    features: featureFolders(root),
    titles: testTitles(root),
    sabotages: readSabotages(root).filter(({ kind }) => kind === 'statement'),
    record: readRecord(root),
    planned: parse(readFileSync(join(root, plans), 'utf8')) ?? {},
  };
  const statements = readStatements(root);
  const traced = statements.map((statement) => traceStatement(root, statement, known));
  return {
    rows: traced.map(({ row }) => row),
    problems: [
      ...featureProblems(known.features, allElementIds(root)),
      ...strangers(statements, known),
      ...traced.flatMap(({ problems }) => problems),
    ],
  };
}

function traceStatement(root, { id, says }, { elements, features, titles, sabotages, record, planned }) {
  const carrying = elements.filter((element) => element.statements.includes(id));
  const sabotage = sabotages.find((one) => one.id === id);
  const plan = planned[id];
  const tests = sortedOnce(titles.filter(({ title }) => names(title, id)).map(({ file }) => file));
  const unproved = sabotage && recordProblem(root, sabotage, record);
  const status = sabotage && !unproved ? 'enforced' : tests.length > 0 ? 'tested' : 'not enforced yet';
  const row = {
    statement: id,
    says,
    elements: carrying.map((element) => element.id),
    features: features
      .filter((feature) => carrying.some(({ id }) => carriedOut(feature, id)))
      .map(({ name }) => name),
    tests,
    ...(sabotage && { sabotage: { at: sabotage.at, breaks: sabotage.breaks } }),
    status,
    ...(plan && { planned: plan }),
  };
  return { row, problems: [...(unproved ? [unproved] : []), ...planProblems(id, sabotage, plan)] };
}

function planProblems(id, sabotage, plan) {
  if (sabotage && plan) return [`${id} has a sabotage, so ${plans} has nothing more to say of it`];
  if (sabotage) return [];
  if (!plan) return [`${id} has no sabotage, and ${plans} does not say what is missing`];
  return ['service', 'mechanism']
    .filter((field) => typeof plan[field] !== 'string')
    .map((field) => `${plans}: ${id} lacks its ${field}`);
}

function strangers(statements, { sabotages, planned }) {
  const ids = [...sabotages.map((one) => one.id), ...Object.keys(planned)];
  return ids
    .filter((id) => !statements.some((statement) => statement.id === id))
    .map((id) => `${id} is no statement of the notice`);
}
