/** The legs of a gateway that are up: open holds hear of them, and those that the store has lost are opened again. */
import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { Fault, type FaultReason } from '../domain/fault.ts';
import {
  ELAPSED_TOLERANCE_SECONDS,
  type HoldState,
  type ReservationStatus,
  reservationStatus,
} from '../domain/hold.ts';
import type { ConfirmReply, RecreatedHold, SettleClaim } from '../ledger/port.ts';
import type { Environment } from './environment.ts';
import { reportOutcome } from './outcomes.ts';
import { inTurns, Pace } from './pace.ts';
import type { TokenSubject } from './requests.ts';
import { faultOf, tokenOf, type TokenReading } from './settle-token.ts';

/** How many legs are confirmed at once. */
const AT_ONCE = 16;

/** A leg that is up. */
export interface ActiveLeg extends TokenSubject {
  /** Empty when there is none. */
  readonly settleToken: string;
  readonly connectedSeconds: number | undefined;
  readonly units: number | undefined;
  readonly answered: boolean;
}

/** A leg that has no open hold, or had none before. */
export interface LegResult extends TokenSubject {
  readonly state: 'recreated' | 'ended' | 'unknown' | 'exempt';
  /** Charged by the end, or reserved anew. */
  readonly milliCents: number;
  readonly reservationStatus: ReservationStatus | undefined;
  readonly reason: FaultReason | '';
}

/** Those of one page. */
interface LegsOfPage {
  readonly gatewayId: string;
  readonly legs: readonly ActiveLeg[];
  /** Nothing is changed. */
  readonly dryRun: boolean;
}

export async function confirmLegs(
  environment: Environment,
  { gatewayId, legs, dryRun }: LegsOfPage,
): Promise<readonly LegResult[]> {
  const results = new Map<number, LegResult>();
  const pace = new Pace();
  await inTurns([...legs.entries()], AT_ONCE, async ([index, leg]) => {
    await pace.turn();
    const token = tokenOf(environment, leg);
    const result = await (dryRun ? lookAt(environment, leg, token) : confirm(environment, leg, token));
    if (result === undefined) return;
    results.set(index, result);
    if (dryRun || result.state === 'exempt') return;
    if (result.state !== 'recreated') environment.metrics.reconciled(result.state, 1);
    else reportOutcome(environment, { kind: 'recreated', hold: leg, holdMilliCents: result.milliCents, gatewayId });
  });
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}

/**
 * What its token says is asked for only where the hold is not known.
 *
 * @returns nothing where its hold is open, as it should be
 */
async function confirm(environment: Environment, leg: ActiveLeg, token: TokenReading): Promise<LegResult | undefined> {
  const ref = environment.profiles.refOf(leg.accountId, leg.holdId);
  const { connectedSeconds, units, answered } = leg;
  const told = { ...ref, connectedSeconds, units, answered };
  const known = await orUnknownAccount(environment.ledger.confirm({ ...told, claim: undefined }));
  const isKnown = known !== 'ACCOUNT_UNKNOWN' && known.kind !== 'unknown';
  if (isKnown || token.kind !== 'hold') return resultOf(leg, token, known);
  const { claim } = token;
  const rule = recreatedHold(environment.catalog(), claim);
  const rootAccountId = claim.ownerIds.at(-1) ?? ref.rootAccountId;
  const recreated = environment.ledger.confirm({ ...told, rootAccountId, claim: { ...claim, ...rule } });
  return resultOf(leg, token, await orUnknownAccount(recreated));
}

async function orUnknownAccount(reply: Promise<ConfirmReply>): Promise<ConfirmReply | 'ACCOUNT_UNKNOWN'> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof Fault && error.reason === 'ACCOUNT_UNKNOWN') return error.reason;
    throw error;
  }
}

function resultOf(leg: ActiveLeg, token: TokenReading, reply: ConfirmReply | 'ACCOUNT_UNKNOWN'): LegResult | undefined {
  if (reply === 'ACCOUNT_UNKNOWN') return unknownLeg(leg, token, reply);
  if (reply.kind === 'unknown') return unknownLeg(leg, token, 'HOLD_UNKNOWN');
  if (reply.kind === 'ended') return endedLeg(leg, reply.state, reply.chargedMilliCents);
  return reply.recreated ? { ...nameOf(leg), ...RECREATED, milliCents: reply.holdMilliCents } : undefined;
}

/** The same, without doing anything. */
async function lookAt(environment: Environment, leg: ActiveLeg, token: TokenReading): Promise<LegResult | undefined> {
  const { ledger, profiles } = environment;
  if ((await profiles.get(leg.accountId)) === undefined) return unknownLeg(leg, token, 'ACCOUNT_UNKNOWN');
  const hold = await ledger.hold(profiles.refOf(leg.accountId, leg.holdId));
  if (hold !== undefined) {
    return hold.result === undefined ? undefined : endedLeg(leg, hold.state, hold.result.chargedMilliCents);
  }
  return token.kind === 'hold' ? { ...nameOf(leg), ...RECREATED } : unknownLeg(leg, token, 'HOLD_UNKNOWN');
}

/** What its token does not say stands in the rule of the catalog that reserved it, else in this one. */
export function recreatedHold(snapshot: CatalogSnapshot, { facts, grantedUnits }: SettleClaim): RecreatedHold {
  const rule = snapshot.holdRuleNamed(facts.holdRule, facts.service);
  if (rule === undefined) return { ...RULE_IS_GONE, maxUnits: grantedUnits };
  const { extendUnits, minGrantUnits: minUnits, belowHold, timing } = rule;
  return { maxUnits: Math.max(rule.maxUnits, grantedUnits), extendUnits, minUnits, belowHold, timing };
}

/** As a hold rule is that says nothing of it; its grant is all that there will be. */
const RULE_IS_GONE = {
  extendUnits: 0,
  minUnits: 1,
  belowHold: 'deny',
  timing: {
    ringSeconds: 180,
    graceSeconds: 60,
    cutToleranceSeconds: 2,
    elapsedToleranceSeconds: ELAPSED_TOLERANCE_SECONDS,
    unproven: 'granted',
    answerReports: true,
  },
} as const;

const RECREATED = { state: 'recreated', milliCents: 0, reservationStatus: 'reserved', reason: '' } as const;

function endedLeg(leg: ActiveLeg, state: HoldState, milliCents: number): LegResult {
  return { ...nameOf(leg), state: 'ended', milliCents, reservationStatus: reservationStatus(state), reason: '' };
}

function unknownLeg(leg: ActiveLeg, token: TokenReading, reason: FaultReason): LegResult {
  const nothing = { ...nameOf(leg), milliCents: 0, reservationStatus: undefined };
  if (token.kind === 'exempt') return { ...nothing, state: 'exempt', reason: '' };
  return { ...nothing, state: 'unknown', reason: faultOf(token)?.reason ?? reason };
}

function nameOf({ accountId, holdId }: TokenSubject): TokenSubject {
  return { accountId, holdId };
}
