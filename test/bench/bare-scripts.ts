/**
 * The same scripts with the same keys and arguments, but no gRPC, no catalog and no ledger code: plain pipelined
 * EVALSHA.
 */
import { Redis } from 'ioredis';
import type { AuthorizeOperation, SettleOperation } from '../../src/ledger/port.ts';
import { Keys } from '../../src/ledger/redis/keys.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import type { LedgerOptions } from '../../src/ledger/redis/runner.ts';
import type { Script, ScriptStore } from '../../src/redis/store.ts';
import { check } from './bare-commands.ts';
import { accountName, type Load } from './load.ts';

const PARTITIONS = 64;

/** What one verb sends. */
interface Sent {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

/** Lets the ledger build a command and keeps it instead of sending it. */
class Capture implements ScriptStore {
  sent: Sent | undefined;

  async run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    this.sent = { script, keys, args };
    throw new Error('captured');
  }
}

/** The pair of this number: a call of at most an hour that lasts 65 seconds. */
export function pairAt(
  load: Pick<Load, 'accounts' | 'round'>,
  index: number,
): { readonly authorize: AuthorizeOperation; readonly settle: SettleOperation } {
  const accountId = accountName(index % load.accounts);
  const holdId = `a84b4c76e66710@pc33.example.com;${load.round};${index}`;
  const ref = { rootAccountId: accountId, accountId, holdId };
  return {
    authorize: {
      ...ref,
      fingerprint: 'AAAAAAAAAAAAAAAAAAAAAA',
      units: 3600,
      maxUnits: 3600,
      extendUnits: 0,
      minUnits: 1,
      belowHold: 'deny',
      timing: {
        ringSeconds: 180,
        graceSeconds: 60,
        cutToleranceSeconds: 2,
        elapsedToleranceSeconds: 300,
        unproven: 'granted',
        answerReports: true,
      },
      owners: [{ accountId, revision: 1 }],
      payer: 0,
      allowances: [],
      grants: [],
      stop: '',
      limits: [],
      verdict: undefined,
      blockedAtZero: true,
      terms: {
        unit: 'second',
        rateMilliCents: 5000,
        rateUnits: 60,
        connectFeeMilliCents: 0,
        firstIncrement: 1,
        nextIncrement: 1,
        minimumChargeMilliCents: 0,
        freeSeconds: 0,
        fraction: 'up',
        rule: 'outbound',
        catalogVersion: '0123456789ab',
      },
      facts: {
        service: 'call',
        direction: 'outbound',
        from: '+1******34',
        to: '+1******99',
        numberClass: 'standard',
        subjectId: '',
        parentHoldId: '',
        gatewayId: '',
        holdRule: 'calls',
      },
      notAfterMs: 0,
      validFromMs: 0,
      validUntilMs: 0,
    },
    settle: { ...ref, connectedSeconds: 65, units: undefined, durationSeconds: 0, q850Cause: 16, claim: undefined },
  };
}

const DAY_MS = 86_400_000;

/** As a Tollgate without settings of its own has it. */
export const LEDGER_OPTIONS: LedgerOptions = {
  keys: new Keys('tollgate', PARTITIONS),
  tombstoneMs: 7 * DAY_MS,
  earlyReleaseMs: 60_000,
  journalRetentionMs: 2 * DAY_MS,
  journalMaxBytes: 1_073_741_824,
  onceMs: 400 * DAY_MS,
};

/** Builds all commands first, so that only sending and running them is measured. */
async function prepare(load: Load): Promise<Sent[]> {
  const capture = new Capture();
  const ledger = createRedisLedger(capture, LEDGER_OPTIONS);
  const commands: Sent[] = [];
  for (let index = 0; index < load.pairs; index++) {
    const { authorize, settle } = pairAt(load, index);
    for (const run of [() => ledger.authorize(authorize), () => ledger.settle(settle)]) {
      await run().catch(() => undefined);
      if (capture.sent !== undefined) commands.push(capture.sent);
    }
  }
  return commands;
}

/** @returns seconds that the pairs took, with as many in flight as the gRPC load has. */
export async function runBareScripts(url: string, load: Load): Promise<number> {
  const commands = await prepare(load);
  const redis = new Redis(url);
  for (const { script } of commands.slice(0, 2)) await redis.script('LOAD', script.source);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next; index < commands.length; index = next) {
      next += 2;
      for (const { script, keys, args } of commands.slice(index, index + 2)) {
        check(await redis.evalsha(script.sha1, keys.length, ...keys, ...args), { args });
      }
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: load.connections * load.inFlightPerConnection }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  redis.disconnect();
  return seconds;
}
