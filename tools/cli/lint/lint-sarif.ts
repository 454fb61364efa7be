import { type Acceptance, type Finding, lintRules } from '#policy';
import type { LintedVersion } from './lint-version.js';

/** SARIF 2.1.0, as code scanning services read it; an accepted finding is a suppressed result. */
export function lintSarif(versions: readonly LintedVersion[]): object {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Seloste policy lint', rules: lintRules.map(ruleDescriptor) } },
        columnKind: 'utf16CodeUnits',
        results: versions.flatMap(({ file, open, accepted }) => [
          ...open.map((finding) => result(finding, file)),
          ...accepted.map(({ finding, acceptance }) => result(finding, file, acceptance)),
        ]),
      },
    ],
  };
}

function ruleDescriptor({ id, finds, article, severity }: (typeof lintRules)[number]): object {
  return {
    id,
    shortDescription: { text: finds },
    fullDescription: { text: `${finds} ${article}.` },
    defaultConfiguration: { level: levelOf(severity) },
  };
}

function result(finding: Finding, of: string, acceptance?: Acceptance): object {
  const { rule, severity, article, element, place, why, mend, statements } = finding;
  const index = lintRules.findIndex(({ id }) => id === rule);
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: levelOf(severity),
    message: { text: `${why} ${mend} (${article})` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(place.file ?? of) },
          region: { startLine: place.line ?? 1, startColumn: place.column ?? 1 },
        },
        ...(element === '' ? {} : { logicalLocations: [{ fullyQualifiedName: element }] }),
      },
    ],
    ...(acceptance === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: acceptance.reason }] }),
    properties: { severity, article, pointer: place.pointer, mend, statements },
  };
}

const levelOf = (severity: Finding['severity']): 'error' | 'warning' =>
  severity === 'warning' ? 'warning' : 'error';
