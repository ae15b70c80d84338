import { SettleTokens } from '../../../src/control/settle-token.ts';
import type { SettleClaim } from '../../../src/ledger/port.ts';
import type { TestTollgate } from '../../support/tollgate.ts';

const KEY = 'a key of thirty-two bytes at least';
export const tokenEnv = { TOLLGATE_TOKEN_KEYS: KEY };
export const DAY_MS = 86_400_000;

/** Signs as the sidecar does, whatever the age: old tokens, and those of holds that the store has lost. */
export const signer = new SettleTokens([KEY], 0);
export const stranger = new SettleTokens(['another key of thirty-two bytes or more'], 0);

export function claimOf(accountId: string, authorizedAtMs: number): SettleClaim {
  return {
    authorizedAtMs,
    ownerIds: [accountId],
    funding: { payer: 0, stop: '', allowances: [] },
    grantedUnits: 3_600,
    terms: {
      unit: 'second',
      rateMilliCents: 5_000,
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
      from: '',
      to: '+1******23',
      numberClass: 'standard',
      subjectId: '',
      parentHoldId: '',
      gatewayId: '',
      holdRule: 'calls',
    },
  };
}

export async function metric(tollgate: TestTollgate, series: string): Promise<number> {
  const text = await (await fetch(`${tollgate.http}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ')[1] ?? 0);
}

export const flags = (flag: string) => `tollgate_settle_flags_total{flag="${flag}"}`;
export const orphans = (outcome: string) => `tollgate_orphan_settles_total{outcome="${outcome}"}`;
