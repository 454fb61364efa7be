import { readPolicyFile } from './policy-file.js';
import { closest } from './policy-problem.js';
import type { Policy } from './policy.js';

/** What the notice says, in our own words, and what the software must do about it. */
export interface Statement {
  readonly id: string;
  readonly kind: string;
  readonly says: string;
  readonly must: string;
}

/** Reads `statements.yaml`. Throws if a row lacks a field or an id comes twice. */
export function parseStatements(text: string, file: string): readonly Statement[] {
  const { value: rows, problems } = readPolicyFile(text, file);
  if (problems[0] !== undefined) throw problems[0];
  if (!Array.isArray(rows)) throw new TypeError(`${file}: a list of statements was expected`);
  const statements = rows.map((row: unknown, index) => statementOf(row, `${file}: row ${index + 1}`));
  const ids = new Set<string>();
  for (const { id } of statements) {
    if (ids.has(id)) throw new TypeError(`${file}: ${id} comes twice`);
    ids.add(id);
  }
  return statements;
}

/** Where policy and statements part: statements no element carries, and ids in the policy that no statement has. */
export function statementGaps(
  policy: Policy,
  statements: readonly Statement[],
): { uncarried: string[]; unknown: { element: string; statement: string; suggestion?: string }[] } {
  const ids = new Set(statements.map(({ id }) => id));
  const carried = new Set<string>();
  const unknown: { element: string; statement: string; suggestion?: string }[] = [];
  for (const element of policy.elements.values()) {
    for (const statement of element.statements) {
      carried.add(statement);
      if (!ids.has(statement))
        unknown.push({ element: element.id, statement, suggestion: closest(statement, ids) });
    }
  }
  return { uncarried: [...ids].filter((id) => !carried.has(id)), unknown };
}

function statementOf(row: unknown, place: string): Statement {
  const { id, kind, says, must } = (row ?? {}) as Partial<Statement>;
  if (
    typeof id !== 'string' ||
    typeof kind !== 'string' ||
    typeof says !== 'string' ||
    typeof must !== 'string'
  ) {
    throw new TypeError(`${place}: id, kind, says and must are needed`);
  }
  return { id, kind, says, must };
}
