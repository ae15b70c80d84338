/** What runs with outages in them need around their load. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TollgateClient } from '../../src/transport/grpc/client.ts';

/** How long the spool may take to tell what it has kept. */
const TOLD_WITHIN_MS = 30_000;

/** The default catalog, which lets calls through within a budget of each account and sidecar. @returns its directory */
export function budgetCatalog(directory: string, budgetMilliCents: number): string {
  const catalog = join(directory, 'catalog');
  cpSync('config/catalog', catalog, { recursive: true });
  const holds = join(catalog, 'holds.yaml');
  const dollars = (budgetMilliCents / 100_000).toFixed(2);
  const policy = `when_store_is_down: { allow_up_to: "${dollars}" }`;
  writeFileSync(holds, readFileSync(holds, 'utf8').replace('when_store_is_down: deny', policy));
  return catalog;
}

/** Waits until the store has heard of everything. @returns how long after that moment, in milliseconds */
export async function untilTold(client: TollgateClient, sinceMs: number): Promise<number> {
  while (performance.now() < sinceMs + TOLD_WITHIN_MS) {
    const outage = await client.getStore({}).then(
      ({ store }) => store?.outage,
      () => undefined,
    );
    if (outage?.storeAsked === true && outage.queued === '0') return performance.now() - sinceMs;
    await delay(50);
  }
  throw new Error(`the spool was not empty ${TOLD_WITHIN_MS / 1000} s after Redis came back`);
}

/** Prints where the store differs from its journal. @returns in how many places */
export async function findingsOf(client: TollgateClient): Promise<number> {
  let findings = 0;
  for await (const { finding } of client.verifyStore({}, { deadlineMs: 60_000 })) {
    if (finding === null) continue;
    findings += 1;
    console.log(`    ${finding.check} of ${finding.accountId}: ${finding.found} instead of ${finding.expected}`);
  }
  return findings;
}

/** Of the sources that run, with a `+` where they differ from it. */
export function commit(): string {
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
}
