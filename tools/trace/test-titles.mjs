import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { sortedOnce } from './sorted-once.mjs';

const roots = ['apps', 'examples', 'libs', 'policies', 'test', 'tools'];

/** Every test title of the project with the file it stands in; a table's rows count as titles, by their first cell. */
export function testTitles(root = '.') {
  return specFiles(root).flatMap((file) =>
    callsIn(root, file).flatMap(({ title, cells }) =>
      [title, ...cells].filter((each) => each !== undefined).map((each) => ({ file, title: each })),
    ),
  );
}

/** Every spec file below the root, by its path from there. */
export function specFiles(root = '.') {
  const files = roots
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.spec.ts'))
    .map((entry) => pathFrom(root, join(entry.parentPath, entry.name)));
  return sortedOnce(files);
}

/** What the full names of the tests in a file look like; a table's placeholders stand for its rows. */
export function titlePatterns(root, file) {
  return callsIn(root, file)
    .filter(({ kind }) => kind !== 'describe')
    .map(({ levels }) => new RegExp(`^(?:.* )?${levels.map(patternOf).join(' ')}$`, 's'));
}

function pathFrom(root, path) {
  return (root === '.' ? path : path.slice(join(root, '/').length)).replaceAll('\\', '/');
}

function callsIn(root, file) {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [];
  const visit = (node, above) => {
    const kind = ts.isCallExpression(node) ? testCall(node.expression) : undefined;
    const level = kind && levelOf(node);
    const levels = level ? [...above, level] : above;
    if (level) found.push({ kind, ...level, levels });
    ts.forEachChild(node, (child) => visit(child, kind === 'describe' ? levels : above));
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), []);
  return found;
}

/** The word of `test(…)`, `describe.skip(…)`, and of the outer call of `test.each(…)(…)`. */
function testCall(callee) {
  if (ts.isIdentifier(callee))
    return ['describe', 'test', 'it'].includes(callee.text) ? callee.text : undefined;
  if (ts.isPropertyAccessExpression(callee))
    return callee.name.text === 'each' ? undefined : testCall(callee.expression);
  if (!ts.isCallExpression(callee) || !ts.isPropertyAccessExpression(callee.expression)) return undefined;
  const { name, expression } = callee.expression;
  return name.text === 'each' ? testCall(expression) : undefined;
}

function levelOf(call) {
  const rows = ts.isCallExpression(call.expression) ? call.expression.arguments[0] : undefined;
  const cells = rows && ts.isArrayLiteralExpression(rows) ? rows.elements.map(firstCell) : [];
  return { title: textOf(call.arguments[0]), cells, isTable: rows !== undefined };
}

function firstCell(row) {
  return textOf(ts.isArrayLiteralExpression(row) ? row.elements[0] : row);
}

function textOf(node) {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

const placeholder = /%[sdifjopc#$]|\$[\w.]+/;

function patternOf({ title, cells, isTable }) {
  if (title === undefined) return '.*';
  if (!isTable) return escaped(title);
  const rows = cells.length > 0 ? cells : [undefined];
  return `(?:${rows.map((cell) => rowPattern(title, cell)).join('|')})`;
}

function rowPattern(title, cell) {
  const [before, ...after] = title.split(new RegExp(placeholder, 'g'));
  const first = cell !== undefined && placeholder.exec(title)?.[0] === '%s' ? escaped(cell) : '.*';
  return after.reduce(
    (text, part, index) => text + (index === 0 ? first : '.*') + escaped(part),
    escaped(before),
  );
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
