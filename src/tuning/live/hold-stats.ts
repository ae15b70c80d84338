/** What open holds keep just now, by hold rule. Off the call path: whoever wants to know reads the open holds. */
import { chargeableUnits, price } from '../../domain/terms.ts';
import type { HoldRecord, Ledger } from '../../ledger/port.ts';

/** How old open holds are, since they were authorized. Whole seconds. */
export interface HoldAges {
  readonly p50: number;
  readonly p90: number;
  readonly oldest: number;
}

/** The open holds of one hold rule. Money in milli-cents. */
export interface OpenHolds {
  readonly service: string;
  /** Empty where an older version opened them. */
  readonly holdRule: string;
  readonly open: number;
  readonly heldMilliCents: number;
  /** What they keep beyond what their calls would cost if they ended now. */
  readonly strandedMilliCents: number;
  readonly ageSeconds: HoldAges;
}

export interface OpenHoldStats {
  /** By service and rule. */
  readonly rules: readonly OpenHolds[];
  /** Redis time. */
  readonly atMs: number;
  /** False where there were more holds than are looked at: the figures are of those with the earliest deadlines. */
  readonly isComplete: boolean;
}

/** What became of the holds of one rule since this sidecar started. Implemented by `telemetry`. */
export interface EndedHolds {
  readonly service: string;
  readonly holdRule: string;
  /** Those that had reserved money. */
  readonly ended: number;
  /** The mean of charged over reserved; 0 where none ended. */
  readonly chargedRatio: number;
  /** Denials for want of money, by reason. */
  readonly denials: Readonly<Record<string, number>>;
}

const PAGE = 1_000;

/** A store with more open holds is looked at in part: a walk over a million would take minutes. */
const HOLDS_MAX = 200_000;

/** Reads all open holds, page by page; the ledger's other callers are served between the pages. */
async function readOpenHolds(ledger: Pick<Ledger, 'holdsByDeadline' | 'nowMs'>): Promise<OpenHoldStats> {
  const rules = new Map<string, RuleSum>();
  let [after, count] = ['', 0];
  do {
    const { items, next } = await ledger.holdsByDeadline({ after, limit: PAGE }, () => true);
    for (const { hold } of items) addTo(rules, hold, ledger.nowMs());
    count += items.length;
    after = next;
  } while (after !== '' && count < HOLDS_MAX);
  const found = [...rules.values()].map(openHoldsOf);
  const inOrder = found.sort((a, b) => (`${a.service} ${a.holdRule}` < `${b.service} ${b.holdRule}` ? -1 : 1));
  return { rules: inOrder, atMs: ledger.nowMs(), isComplete: after === '' };
}

/** What a hold keeps beyond what its call would cost if it ended now. Milli-cents. */
export function strandedOf(hold: HoldRecord, nowMs: number): number {
  const { terms, parts, holdMilliCents, chargedMilliCents, grantedUnits, answeredAtMs } = hold;
  const elapsed = answeredAtMs > 0 ? Math.max(0, Math.ceil((nowMs - answeredAtMs) / 1000)) : 0;
  // What is not counted in seconds is used when it is sent, whenever its settle comes.
  const used = terms.unit === 'second' ? Math.min(elapsed, grantedUnits) : grantedUnits;
  const included = parts.reduce((sum, { units }) => sum + units, 0);
  const cost = price(terms, chargeableUnits(terms, used), included);
  return Math.max(0, holdMilliCents - Math.max(0, cost - chargedMilliCents));
}

interface RuleSum {
  readonly service: string;
  readonly holdRule: string;
  heldMilliCents: number;
  strandedMilliCents: number;
  readonly ages: number[];
}

function addTo(rules: Map<string, RuleSum>, hold: HoldRecord, nowMs: number): void {
  const { service, holdRule } = hold.facts;
  const key = `${service}\0${holdRule}`;
  const sum = rules.get(key) ?? { service, holdRule, heldMilliCents: 0, strandedMilliCents: 0, ages: [] };
  rules.set(key, sum);
  sum.heldMilliCents += hold.holdMilliCents;
  sum.strandedMilliCents += strandedOf(hold, nowMs);
  sum.ages.push(Math.max(0, Math.floor((nowMs - hold.authorizedAtMs) / 1000)));
}

function openHoldsOf({ service, holdRule, heldMilliCents, strandedMilliCents, ages }: RuleSum): OpenHolds {
  const sorted = ages.sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
  const ageSeconds = { p50: at(0.5), p90: at(0.9), oldest: at(1) };
  return { service, holdRule, open: sorted.length, heldMilliCents, strandedMilliCents, ageSeconds };
}

/* The same for whoever asks, and for the metrics. */

export interface HoldStats {
  readonly open: OpenHoldStats;
  readonly ended: readonly EndedHolds[];
}

export interface HoldStatsDesk {
  stats(): Promise<HoldStats>;
}

/** Somebody may ask again and again: so long the answer is the same. */
const REMEMBERED_MS = 5_000;

/** @param ended - what is known since this sidecar started */
export function createHoldStatsDesk(
  ledger: Pick<Ledger, 'holdsByDeadline' | 'nowMs'>,
  ended: () => readonly EndedHolds[],
): HoldStatsDesk {
  let last: { readonly atMs: number; readonly open: Promise<OpenHoldStats> } | undefined;
  return {
    async stats() {
      const now = performance.now();
      if (last === undefined || now - last.atMs > REMEMBERED_MS) {
        const asked = { atMs: now, open: readOpenHolds(ledger) };
        last = asked;
        asked.open.catch(() => {
          if (last === asked) last = undefined;
        });
      }
      return { open: await last.open, ended: ended() };
    },
  };
}
