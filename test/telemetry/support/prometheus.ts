/** A real Prometheus that scrapes a Tollgate and evaluates the shipped rules, twice a second. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { freePort } from '../../../src/redis/embedded-server.ts';

export const RULES = 'deploy/prometheus/rules.yaml';

/** One alert of the shipped rules. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

export function shippedRules(): readonly AlertRule[] {
  return (parse(readFileSync(RULES, 'utf8')) as RuleFile).groups.flatMap(({ rules }) => rules);
}

export const hasPrometheus =
  spawnSync('prometheus', ['--version']).status === 0 && spawnSync('promtool', ['--version']).status === 0;

export interface Prometheus {
  /** The names of the alerts that fire now. */
  firing(): Promise<ReadonlySet<string>>;
  stop(): Promise<void>;
}

/**
 * The expressions are those that are shipped; only how long they must hold is cut to a second.
 *
 * @param token - the bearer token with which it scrapes
 */
export async function startPrometheus(targets: readonly string[], token: string): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-prometheus-'));
  const rules = shippedRules().map((rule) => (rule.for === undefined ? rule : { ...rule, for: '1s' }));
  writeFileSync(join(directory, 'rules.yaml'), stringify({ groups: [{ name: 'tollgate', rules }] }));
  const config = {
    global: { scrape_interval: '500ms', scrape_timeout: '400ms', evaluation_interval: '500ms' },
    rule_files: ['rules.yaml'],
    scrape_configs: [{ job_name: 'tollgate', authorization: { credentials: token }, static_configs: [{ targets }] }],
  };
  writeFileSync(join(directory, 'prometheus.yml'), stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  return {
    async firing() {
      const answer = await fetch(`http://${address}/api/v1/alerts`).catch(() => undefined);
      if (answer === undefined) return new Set();
      const { data } = (await answer.json()) as {
        data: { alerts: readonly { state: string; labels: { alertname: string } }[] };
      };
      return new Set(data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname));
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
