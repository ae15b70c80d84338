/**
 * The same scripts with the same keys and arguments, but no gRPC, no catalog and no ledger code: plain pipelined
 * EVALSHA.
 */
import { Redis } from 'ioredis';
import type { AuthorizeOperation, SettleOperation } from '../../src/ledger/port.ts';
import { createRedisLedger } from '../../src/ledger/redis/redis-ledger.ts';
import { type BareCommand, check } from './bare-commands.ts';
import { CapturingStore, LEDGER_OPTIONS } from './bench-store.ts';
import { accountName, holdName, type Load } from './load.ts';

/** The pair of this number: a call of at most an hour that lasts 65 seconds. */
export function pairAt(
  load: Pick<Load, 'accounts' | 'round'>,
  index: number,
): { readonly authorize: AuthorizeOperation; readonly settle: SettleOperation } {
  const accountId = accountName(index % load.accounts);
  const holdId = holdName(load.round, index);
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

/** Builds all commands first, so that only sending and running them is measured. */
async function prepare(load: Load): Promise<BareCommand[]> {
  const store = new CapturingStore({ run: () => Promise.reject(new Error('nothing is sent')) });
  const ledger = createRedisLedger(store, LEDGER_OPTIONS);
  const commands: BareCommand[] = [];
  for (let index = 0; index < load.pairs; index++) {
    const { authorize, settle } = pairAt(load, index);
    commands.push(...(await store.capture(() => ledger.authorize(authorize))));
    commands.push(...(await store.capture(() => ledger.settle(settle))));
  }
  return commands;
}

/** @returns seconds that the pairs took, with as many in flight as the gRPC load has. */
export async function runBareScripts(url: string, load: Load): Promise<number> {
  const commands = await prepare(load);
  const redis = new Redis(url);
  for (const { source } of commands.slice(0, 2)) await redis.script('LOAD', source);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next; index < commands.length; index = next) {
      next += 2;
      for (const command of commands.slice(index, index + 2)) {
        const { sha1, keys, args } = command;
        check(await redis.evalsha(sha1, keys.length, ...keys, ...args), command);
      }
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: load.connections * load.inFlightPerConnection }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  redis.disconnect();
  return seconds;
}
