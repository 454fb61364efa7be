import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly runbook_url?: string };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const rulesText = read('deploy/prometheus/rules.yml');
const rules = (parse(rulesText) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const tests = read('deploy/prometheus/rules.test.yml');
const operating = read('docs/operating.md');
const section = operating.slice(operating.indexOf('\n## Alerts\n')).split(/\n(?=## )/)[1] ?? '';
const explained = new Map(
  section
    .split(/\n(?=### )/)
    .slice(1)
    .map((part) => {
      const [heading = '', ...text] = part.split('\n');
      return [heading.replace('### ', ''), text.join(' ').trim()] as const;
    }),
);
const dashboard = JSON.parse(read('deploy/grafana/seloste.json')) as { readonly panels: readonly Panel[] };

describe('Alerts and their page', () => {
  test('each alert has its heading, and each heading its alert', () => {
    expect([...explained.keys()]).toEqual(rules.map(({ alert }) => alert));
  });

  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says how bad it is, for how long, what is the matter and where to read what to do',
    (name, rule) => {
      expect(['critical', 'warning', 'info']).toContain(rule.labels?.severity);
      expect(rule.for).toMatch(/^\d+[smh]$/);
      expect(rule.annotations?.summary).toMatch(/\w/);
      expect(rule.annotations?.runbook_url).toBe(`docs/operating.md#${name.toLowerCase()}`);
      expect(explained.get(name)?.length).toBeGreaterThan(60);
      expect(tests).toContain(`alertname="${name}", alertstate="firing"`);
    },
  );

  test('the rules and the dashboard name only metrics that operating.md tells of', () => {
    const told = new Set(
      [...operating.matchAll(/`((?:seloste|http)_[a-z_]+)`/g)].map(([, name = '']) => name),
    );
    const named = [
      ...`${rulesText} ${JSON.stringify(dashboard)}`.matchAll(/\b(?:seloste|http)_[a-z_]+/g),
    ].map(([name]) => name.replace(/^(http_.*)_(?:count|bucket)$/, '$1'));
    expect(named.length).toBeGreaterThan(rules.length);
    expect([...new Set(named)].filter((name) => !told.has(name))).toEqual([]);
  });
});

describe('The dashboard', () => {
  const { panels } = dashboard;

  test('has panels with an id each, of which none lies on another', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const places = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(places).size).toBe(places.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  test('asks the Prometheus that is chosen at the top, and names no other', () => {
    const asking = panels.filter(({ type }) => type !== 'row');
    expect(
      asking.every(({ targets = [] }) => targets.length > 0 && targets.every(({ expr }) => expr !== '')),
    ).toBe(true);
    expect(new Set(asking.map(({ datasource }) => datasource?.uid))).toEqual(new Set(['${datasource}']));
  });
});
