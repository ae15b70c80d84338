/** What probes, scrapers and callers see of a Tollgate whose store or catalog is not well. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { RemoteFault, TollgateClient } from '../../../src/transport/grpc/client.ts';
import { connectStore } from '../../../src/redis/connect.ts';
import type { TestServer } from '../../support/redis-server.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { silentMetrics, storeOptions } from '../../support/test-redis.ts';
import { outbound } from '../../requirements/support/traffic.ts';

/** Waits until it holds; a rejection counts as false. */
export async function until(what: string, holds: () => unknown, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if (
      await Promise.resolve()
        .then(holds)
        .catch(() => false)
    )
      return;
    if (Date.now() > deadline) throw new Error(`not within ${withinMs / 1000} s: ${what}`);
    await delay(20);
  }
}

/** Asks a Redis itself, past every check. */
export async function ask(server: TestServer, name: string, ...args: readonly string[]): Promise<unknown> {
  const options = storeOptions({ url: server.url, allowUnsafe: true });
  const store = await connectStore(options, silentLogger, silentMetrics);
  try {
    return await store.command(name, ...args);
  } finally {
    await store.close();
  }
}

/** Gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-outage-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface Readiness {
  readonly status: number;
  readonly redis: { readonly ok: boolean; readonly detail: string };
  readonly catalog: { readonly ok: boolean; readonly detail: string };
}

export async function readyz(http: string): Promise<Readiness> {
  const response = await fetch(`${http}/readyz`);
  const { components } = (await response.json()) as { components: Omit<Readiness, 'status'> };
  return { status: response.status, ...components };
}

/** The value of one series, such as `tollgate_redis_up`. */
export async function metric(http: string, series: string): Promise<number> {
  const page = await (await fetch(`${http}/metrics`)).text();
  const line = page.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length));
}

/** What a call was answered: the reason of its fault, `queued`, or `ok`. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    (answer) => {
      const { reason, queued } = answer as { reason?: string; queued?: boolean };
      return queued === true ? 'queued' : reason || 'ok';
    },
    (fault: RemoteFault) => `${fault.code} ${fault.reason}`,
  );
}

let count = 0;

function next(name: string): string {
  count += 1;
  return `${name}-${count}`;
}

type Admission = (client: TollgateClient, accountId: string) => Promise<unknown>;
type Completion = (client: TollgateClient, accountId: string, holdId: string) => Promise<unknown>;

const CHARGE = { service: 'sms', direction: 'DIRECTION_OUTBOUND', from: '+12025550100', to: '+14155550123' } as const;

/** One valid request of each verb that takes credit or gives it, new each time. */
export const ADMISSIONS = {
  authorize: (client: TollgateClient, accountId: string) => client.authorize(outbound(accountId, next('new'))),
  charge: (client: TollgateClient, accountId: string) =>
    client.charge({ ...CHARGE, accountId, idempotencyKey: next('key') }),
  addCredit: (client: TollgateClient, accountId: string) =>
    client.addCredit({ accountId, amountMilliCents: 1_000_000, idempotencyKey: next('key') }),
} as const satisfies Readonly<Record<string, Admission>>;

/** One valid request of each verb that ends a call, or tells how it goes on. */
export const COMPLETIONS = {
  answer: (client: TollgateClient, accountId: string, holdId: string) => client.answer({ accountId, holdId }),
  extend: (client: TollgateClient, accountId: string, holdId: string) =>
    client.extend({ accountId, holdId, connectedSeconds: 1, sequence: 1 }),
  settle: (client: TollgateClient, accountId: string, holdId: string) =>
    client.settle({ accountId, holdId, connectedSeconds: 10 }),
  release: (client: TollgateClient, accountId: string, holdId: string) => client.release({ accountId, holdId }),
} as const satisfies Readonly<Record<string, Completion>>;
