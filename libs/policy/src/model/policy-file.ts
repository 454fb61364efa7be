import { LineCounter, isNode, parseDocument } from 'yaml';
import { PolicyProblem } from './policy-problem.js';

/** A YAML file read, with a way back from any value to its place in the text. */
export interface PolicyFile {
  readonly value: unknown;
  readonly problems: readonly PolicyProblem[];
  problemAt(path: readonly (string | number)[], problem: string, suggestion?: string): PolicyProblem;
}

export function readPolicyFile(text: string, file: string): PolicyFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });

  const place = (path: readonly (string | number)[]): { line: number; col: number } => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]);
    }
    return { line: 1, col: 1 };
  };

  return {
    value: document.errors.length > 0 ? undefined : document.toJS(),
    problems: document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return new PolicyProblem(file, line, col, '', error.message.split('\n')[0] ?? error.code);
    }),
    problemAt(path, problem, suggestion) {
      const { line, col } = place(path);
      return new PolicyProblem(file, line, col, pointer(path), problem, suggestion);
    },
  };
}

function pointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${part}`).join('');
}
