/** Spools in directories of their own, and what is put into them. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DiskSpool, type DiskSpoolOptions } from '../../../../src/outage/spool/disk-spool.ts';
import type { NewSpoolRecord, SpoolRecord } from '../../../../src/outage/spool/spool.ts';
import { recordingLogger, silentLogger } from '../../../support/silent-logger.ts';

/** In memory where there is such a thing: thousands of spools are opened, and each open waits for the disk. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A fresh directory, gone after the test. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(BASE, 'tollgate-spool-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'spool');
}

const OWNER = { sidecarId: 'sidecar-1', host: 'gw1', directory: '/var/lib/tollgate/spool' };
export const STORE = { instanceId: 'store-1', generation: 1 };
export const MIB = 1024 * 1024;

/** Opened, and closed after the test. */
export async function openSpool(directory: string, options: Partial<DiskSpoolOptions> = {}): Promise<DiskSpool> {
  const spool = new DiskSpool({
    directory,
    owner: OWNER,
    maxBytes: 64 * MIB,
    store: () => STORE,
    logger: silentLogger,
    ...options,
  });
  onTestFinished(() => spool.close());
  await spool.open();
  return spool;
}

/** The same, with what it wrote to the log. */
export async function openLoudly(directory: string): Promise<{ spool: DiskSpool; lines: readonly string[] }> {
  const logger = recordingLogger();
  return { spool: await openSpool(directory, { logger }), lines: logger.lines };
}

/** The settle of a call. */
export function settleOf(call: number, more: object = {}): NewSpoolRecord {
  return {
    kind: 'settle',
    accountId: 'acme',
    rootAccountId: 'acme',
    holdId: `call-${call}`,
    recordedAtMs: 1_800_000_000_000 + call,
    body: { connected_seconds: call, ...more },
  };
}

/** All that is pending now. */
export async function pendingOf(spool: DiskSpool): Promise<readonly SpoolRecord[]> {
  const records: SpoolRecord[] = [];
  for await (const record of spool.pending()) records.push(record);
  return records;
}

/** Which holds are pending, in their order. */
export async function pendingHolds(spool: DiskSpool): Promise<readonly string[]> {
  return (await pendingOf(spool)).map(({ holdId }) => holdId);
}
