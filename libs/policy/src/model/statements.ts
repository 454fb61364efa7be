import { readPolicyFile } from './policy-file.js';
import { closest } from './policy-problem.js';
import type { Policy } from './policy.js';
import { repeatedIds } from './reference-problems.js';
import { createValidator } from './schema-problems.js';
import schema from './statements.schema.json' with { type: 'json' };

/** What the notice says, in our own words, and what the software must do about it. */
export interface Statement {
  readonly id: string;
  readonly kind: string;
  readonly says: string;
  readonly must: string;
}

const shapeProblems = createValidator(schema);

/** Reads `statements.yaml`. Throws the first `PolicyProblem`: a row lacks a field, or an id comes twice. */
export function parseStatements(text: string, file: string): readonly Statement[] {
  const source = readPolicyFile(text, file);
  const [misshapen] = shapeProblems(source);
  if (misshapen !== undefined) throw misshapen;
  const statements = source.value as readonly Statement[];
  const [repeated] = repeatedIds(source, [], statements);
  if (repeated !== undefined) throw repeated;
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
