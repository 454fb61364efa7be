import { addPeriod } from '../calendar/add-period.js';
import type { CivilDate, Element } from '../model/elements.js';
import type { Policy } from '../model/policy.js';
import { currentLaw, type Law, lawOn } from '../law/law.js';
import type { Finding, Place } from './finding.js';

import { lintRules } from './lint-rules.js';
import type { Hit, LintRule } from './rule.js';

export interface LintOptions {
  /** The date the policy is judged on: what is valid changes with it. */
  readonly on: CivilDate;
  readonly law?: Law;
  /** Turns a path inside the policy file into a place; without it a finding has its pointer only. */
  readonly locate?: (path: readonly (string | number)[]) => Place;
}

/** How long ahead the end of a contract or a certification is warned of. */
const AHEAD = 'P3M';

/**
 * Checks a policy against the law of a date: a rule applies while the act it is named by is in force. Findings come in
 * the order of the rules.
 */
export function lintPolicy(
  policy: Policy,
  { on, law = currentLaw, locate = pointerOf }: LintOptions,
): Finding[] {
  const paths = pathsOf(policy);
  const inForce = lawOn(law, on);
  const context = { policy, on, law: inForce, soon: addPeriod(on, AHEAD) };
  return lintRules
    .filter(({ article }) => inForce.acts.some(({ act }) => article.startsWith(`${act} `)))
    .flatMap((rule) => rule.find(context).map((hit) => findingOf(rule, hit, locate(placeOf(paths, hit)))));
}

function findingOf(rule: LintRule, hit: Hit, place: Place): Finding {
  return {
    rule: rule.id,
    severity: hit.severity ?? rule.severity,
    article: hit.article ?? rule.article,
    element: hit.element.id,
    concerns: (hit.concerns ?? []).map(({ id }) => id),
    place,
    why: hit.why,
    mend: hit.mend,
    statements: hit.element.statements,
  };
}

type Path = readonly (string | number)[];

function pathsOf(policy: Policy): ReadonlyMap<string, Path> {
  return new Map(
    Object.entries(policy as unknown as Record<string, unknown>).flatMap(([section, value]) =>
      Array.isArray(value)
        ? (value as Partial<Element>[]).map(({ id = '' }, index): [string, Path] => [id, [section, index]])
        : [[(value as Partial<Element> | undefined)?.id ?? '', [section]] satisfies [string, Path]],
    ),
  );
}

function placeOf(paths: ReadonlyMap<string, Path>, { element, key }: Hit): Path {
  const path = paths.get(element.id) ?? [];
  return key === undefined ? path : [...path, key];
}

const pointerOf = (path: Path): Place => ({ pointer: path.map((part) => `/${part}`).join('') });
