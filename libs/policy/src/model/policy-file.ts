import { type Document, LineCounter, isMap, isNode, isScalar, parseDocument } from 'yaml';
import { PolicyProblem } from './policy-problem.js';

/** What stands for bytes that are no text. */
const REPLACEMENT = '\ufffd';

type Path = readonly (string | number)[];

/** A YAML file read, with a way back from any value to its place in the text. */
export interface PolicyFile {
  readonly value: unknown;
  readonly problems: readonly PolicyProblem[];
  /** A problem with the value at a path, or with what is nearest above it. */
  problemAt(path: Path, problem: string, suggestion?: string): PolicyProblem;
  /** A problem with the key itself that a path ends in. */
  problemAtKey(path: Path, problem: string, suggestion?: string): PolicyProblem;
}

export function readPolicyFile(text: string, file: string): PolicyFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problemOn = (offset: number, path: Path, problem: string, suggestion?: string): PolicyProblem => {
    const { line, col } = lines.linePos(offset);
    const pointer = path.map((part) => `/${part}`).join('');
    return new PolicyProblem(file, line, col, pointer, problem, suggestion);
  };
  const problems = document.errors.map(({ pos, message, code }) =>
    problemOn(pos[0], [], message.split('\n')[0] ?? code),
  );
  const unread = text.indexOf(REPLACEMENT);
  if (unread >= 0)
    problems.push(problemOn(unread, [], 'has a character that could not be read: the file must be in UTF-8'));
  let value: unknown;
  try {
    if (problems.length === 0) value = document.toJS();
  } catch (error) {
    // An alias without its anchor, or so many that they would fill the memory, shows only here.
    problems.push(problemOn(0, [], error instanceof Error ? error.message : String(error)));
  }
  return {
    value,
    problems,
    problemAt: (path, ...what) => problemOn(offsetOf(document, path), path, ...what),
    problemAtKey: (path, ...what) => problemOn(keyOffsetOf(document, path), path, ...what),
  };
}

function offsetOf(document: Document, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffsetOf(document: Document, path: Path): number {
  const parent = document.getIn(path.slice(0, -1));
  const keys = isMap(parent) ? parent.items.map(({ key }) => key).filter(isScalar) : [];
  const key = keys.find(({ value }) => value === path.at(-1));
  return key?.range?.[0] ?? offsetOf(document, path);
}
