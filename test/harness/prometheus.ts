import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#testing';
import { devTools } from './dev-tools.js';

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
  readonly annotations: Readonly<Record<string, string>>;
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
}

/** A real Prometheus that scrapes every five seconds, with rules that wait for nothing. */
export interface Prometheus {
  firing(): Promise<readonly Alert[]>;
  /** Throws where Prometheus refuses the expression. */
  query(expression: string): Promise<readonly Sample[]>;
  stop(): Promise<void>;
}

export async function startPrometheus(
  programs: string,
  rules: string,
  targets: ReadonlyMap<string, string>,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'seloste-prometheus-'));
  writeFileSync(join(folder, 'rules.yml'), rules.replaceAll(/for: \w+/g, 'for: 0s'));
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(configuration(targets)));
  const port = await devTools.choosePort();
  const base = `http://127.0.0.1:${port}`;
  const child = devTools.startGuarded({
    name: 'prometheus',
    command: join(programs, 'prometheus'),
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    log: join(folder, 'log'),
    grace: 3000,
  });
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${base}/api/v1/${path}`);
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(error);
    return data;
  };
  const query = async (expression: string): Promise<readonly Sample[]> =>
    (await ask<{ result: readonly Sample[] }>(`query?query=${encodeURIComponent(expression)}`)).result;
  await eventually(async () => (await query('up == 1')).length >= targets.size, {
    within: 30_000,
    every: 200,
  });
  return {
    query,
    firing: async () =>
      (await ask<{ alerts: Alert[] }>('alerts')).alerts.filter(({ state }) => state === 'firing'),
    stop: async () => {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** JSON is YAML. */
const configuration = (targets: ReadonlyMap<string, string>): object => ({
  // A service whose database is away takes three seconds to say so.
  global: { scrape_interval: '5s', scrape_timeout: '5s', evaluation_interval: '1s' },
  rule_files: ['rules.yml'],
  scrape_configs: [
    {
      job_name: 'seloste',
      static_configs: [...targets].map(([service, url]) => ({
        targets: [new URL(url).host],
        labels: { service },
      })),
    },
  ],
});
