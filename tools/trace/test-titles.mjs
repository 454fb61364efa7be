import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const roots = ['apps', 'examples', 'libs', 'policies', 'test', 'tools'];

/** Every test title of the project with the file it stands in; a table's rows count as titles, by their first cell. */
export function testTitles() {
  return roots.flatMap(specFiles).flatMap((file) => titlesIn(file).map((title) => ({ file, title })));
}

function specFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
    .sort();
}

function titlesIn(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const titles = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTestCall(node.expression)) titles.push(...titlesOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** `test(…)`, `describe.skip(…)`, and the outer call of `test.each(…)(…)`. */
function isTestCall(callee) {
  if (ts.isIdentifier(callee)) return ['describe', 'test', 'it'].includes(callee.text);
  if (ts.isPropertyAccessExpression(callee))
    return callee.name.text !== 'each' && isTestCall(callee.expression);
  return ts.isCallExpression(callee) && isEach(callee.expression);
}

function isEach(callee) {
  return (
    ts.isPropertyAccessExpression(callee) && callee.name.text === 'each' && isTestCall(callee.expression)
  );
}

function titlesOf(call) {
  const title = textOf(call.arguments[0]);
  const rows = ts.isCallExpression(call.expression) ? call.expression.arguments[0] : undefined;
  const cells = rows && ts.isArrayLiteralExpression(rows) ? rows.elements.map(firstCell) : [];
  return [title, ...cells].filter((each) => each !== undefined);
}

function firstCell(row) {
  return textOf(ts.isArrayLiteralExpression(row) ? row.elements[0] : row);
}

function textOf(node) {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}
