/** The shipped alert rules: sound, proven by promtool, explained, and about metrics that there are. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES, shippedRules } from './support/prometheus.ts';

const rules = shippedRules();
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

function promtool(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8' });
  return status === 0 ? 'ok' : `${stdout}${stderr}`;
}

test.runIf(hasPromtool)('are sound', () => {
  expect(promtool('check', 'rules', RULES)).toBe('ok');
});

test.runIf(hasPromtool)(
  'fire on their fault and are silent without it',
  () => {
    expect(promtool('test', 'rules', 'deploy/prometheus/rules.test.yaml')).toBe('ok');
  },
  60_000,
);

test('each has its unit tests, a severity, and a paragraph of what to do', () => {
  const units = readFileSync('deploy/prometheus/rules.test.yaml', 'utf8');
  const operations = readFileSync('docs/operations.md', 'utf8');
  const headings = [...operations.matchAll(/^### (Tollgate\w+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(rules.map(({ alert }) => alert));
  for (const { alert, labels, annotations } of rules) {
    expect(units).toContain(`- name: ${alert} fires`);
    expect(units).toContain(`- name: ${alert} is silent`);
    expect(['critical', 'warning', 'info']).toContain(labels.severity);
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
  }
});

test('are about metrics that the README has, or Prometheus itself', () => {
  const readme = readFileSync('README.md', 'utf8');
  const used = new Set(rules.flatMap(({ expr }) => expr.match(/\btollgate_\w+/g) ?? []));
  const unknown = [...used].filter((name) => !readme.includes(`\`${name.replace(/_bucket$/, '')}\``));
  expect(unknown).toEqual([]);
});
