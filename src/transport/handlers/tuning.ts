/** What operators ask to choose hold rules by. */
import type { GetHoldStatsResponse } from '../../gen/tollgate/v1/GetHoldStatsResponse.ts';
import type { HoldRuleStats } from '../../gen/tollgate/v1/HoldRuleStats.ts';
import type { EndedHolds, OpenHolds } from '../../tuning/live/hold-stats.ts';
import { defineMethod, READ_CATALOG, type Rooms } from '../method.ts';

export const GET_HOLD_STATS = defineMethod({
  kind: 'unary',
  name: 'GetHoldStats',
  lane: 'read',
  roles: READ_CATALOG,
  reach: 'whole',
  http: { routes: ['GET /v1/hold-stats'] },
  run: getHoldStats,
});

async function getHoldStats({ holdStats }: Rooms): Promise<GetHoldStatsResponse> {
  const { open, ended } = await holdStats.stats();
  const keyOf = ({ service, holdRule }: Pick<OpenHolds, 'service' | 'holdRule'>): string => `${service}\0${holdRule}`;
  const openBy = new Map(open.rules.map((each) => [keyOf(each), each]));
  const endedBy = new Map(ended.map((each) => [keyOf(each), each]));
  const keys = [...new Set([...openBy.keys(), ...endedBy.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return {
    rules: keys.map((key) => ruleMessage(openBy.get(key), endedBy.get(key))),
    readAtMs: open.atMs,
    complete: open.isComplete,
  };
}

function ruleMessage(open: OpenHolds | undefined, ended: EndedHolds | undefined): HoldRuleStats {
  const age = open?.ageSeconds;
  return {
    service: open?.service ?? ended?.service ?? '',
    holdRule: open?.holdRule ?? ended?.holdRule ?? '',
    openHolds: open?.open ?? 0,
    heldMilliCents: open?.heldMilliCents ?? 0,
    strandedMilliCents: open?.strandedMilliCents ?? 0,
    ageP50Seconds: age?.p50 ?? 0,
    ageP90Seconds: age?.p90 ?? 0,
    ageOldestSeconds: age?.oldest ?? 0,
    endedHolds: ended?.ended ?? 0,
    chargedRatio: ended?.chargedRatio ?? 0,
    denials: { ...ended?.denials },
  };
}
