import { indexPolicy, isElement } from './index-policy.js';
import type { Policy, PolicyDocument } from './policy.js';
import type { PolicyProblem } from './policy-problem.js';
import { type PolicyFile, readPolicyFile } from './policy-file.js';
import { referenceProblems } from './reference-problems.js';
import { schemaProblems } from './schema-problems.js';

/**
 * Reads a policy file.
 *
 * Throws the first `PolicyProblem`: bad YAML, an unknown key, a wrong type, a duplicate id, a reference to what is not
 * declared, or a missing element the rules need.
 */
export function parsePolicy(text: string, file: string): Policy {
  const { policy, problems } = readPolicy(text, file);
  if (policy === undefined) throw problems[0] as PolicyProblem;
  return policy;
}

/** Everything that is wrong with a policy file, in the order of the file; nothing means `parsePolicy` takes it. */
export function policyProblems(text: string, file: string): PolicyProblem[] {
  return problemsOf(readPolicyFile(text, file));
}

/** A policy file with its policy, or with what is wrong with it, and the way back to places in the text. */
export function readPolicy(
  text: string,
  file: string,
): { readonly source: PolicyFile; readonly problems: readonly PolicyProblem[]; readonly policy?: Policy } {
  const source = readPolicyFile(text, file);
  const problems = problemsOf(source);
  return problems.length > 0
    ? { source, problems }
    : { source, problems, policy: indexPolicy(named(source.value)) };
}

function problemsOf(source: PolicyFile): PolicyProblem[] {
  const found = schemaProblems(source);
  const all = found.length > 0 ? found : referenceProblems(source, named(source.value));
  return all.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** The document with each element's name beside its id; only for a value that has passed the schema. */
function named(value: unknown): PolicyDocument {
  const sections = Object.entries(value as Record<string, unknown>).map(([key, section]) => [
    key,
    Array.isArray(section) ? section.map(withName) : withName(section),
  ]);
  return Object.fromEntries(sections) as PolicyDocument;
}

function withName(element: unknown): unknown {
  return isElement(element) ? { ...element, name: element.id.slice(element.id.indexOf('.') + 1) } : element;
}
