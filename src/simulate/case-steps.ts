/** Does one step of a case with the real verbs, and tells what came of it in the words of `expect`. */
import { cycleAt, grantsAt } from '../catalog/plan-grants.ts';
import type { CaseTraffic, StepSource } from '../catalog/schema/cases-file.ts';
import type { DecisionResult, RequestContext, SettleResult, TrafficRequest } from '../control/requests.ts';
import { accountStatus } from '../domain/decision.ts';
import { localTimeText } from '../domain/local-time.ts';
import { parseMoney } from '../domain/money.ts';
import { perMinuteMilliCents } from '../domain/terms.ts';
import type { FundingPart, ReversalShare } from '../ledger/port.ts';
import { fundsOf, openWallet } from '../ledger/rules/funding.ts';
import { freeIn } from '../ledger/rules/lots.ts';
import { besidePacks, freeUnits } from '../ledger/rules/packs.ts';
import type { CaseWorld } from './case-world.ts';
import type { Observed } from './run-cases.ts';

let asked = 0;

/** Each step is an asking of its own: the same step twice is a repeat, and not one request that arrived twice. */
function contextOf(): RequestContext {
  asked += 1;
  return { requestId: `case-${asked}`, deadlineAtMs: 0 };
}

/** Throws the fault of the verb. */
export async function runStep(world: CaseWorld, step: StepSource): Promise<Observed> {
  if (step.advance_seconds !== undefined) await world.advance(step.advance_seconds);
  const accountId = step.as ?? world.accountId;
  const observed = await runVerb(world, accountId, step);
  return { ...(await standing(world, accountId)), ...observed };
}

async function runVerb(world: CaseWorld, accountId: string, step: StepSource): Promise<Observed> {
  const { control } = world;
  if (step.authorize !== undefined) {
    const traffic = trafficRequest(accountId, step.authorize);
    const { hold: holdId } = step.authorize;
    const result = await control.authorize({ holdId, traffic }, contextOf());
    return { ...decided(result), replayed: result.replayed, ...(await reserved(world, accountId, holdId)) };
  }
  if (step.quote !== undefined) {
    const result = await control.quote(trafficRequest(accountId, step.quote), contextOf());
    return { ...decided(result), ...sources(result.parts) };
  }
  if (step.charge !== undefined) {
    const traffic = trafficRequest(accountId, step.charge);
    const idempotencyKey = step.charge.idempotency_key;
    const result = await control.charge({ idempotencyKey, note: '', traffic }, contextOf());
    const { billedUnits: billed, replayed } = result;
    const charge = result.decision === 'allow' ? result.holdMilliCents : 0;
    return { ...decided(result), billed, replayed, charge, ...sources(result.parts) };
  }
  if (step.credit !== undefined) {
    await world.addCredit(accountId, step.credit);
    return {};
  }
  if (step.buy !== undefined) {
    await world.buy(accountId, step.buy);
    return {};
  }
  if (step.update !== undefined) {
    await world.update(accountId, step.update);
    return {};
  }
  return runHoldVerb(world, accountId, step);
}

/** The verbs about a hold that is there already. */
async function runHoldVerb(world: CaseWorld, accountId: string, step: StepSource): Promise<Observed> {
  const { control } = world;
  if (step.answer !== undefined) {
    const result = await control.answer({ accountId, holdId: step.answer.hold, settleToken: '' }, contextOf());
    const { reservationStatus: status, grantedSeconds: granted, holdMilliCents: hold, replayed } = result;
    return { status, granted, hold, replayed };
  }
  if (step.extend !== undefined) {
    const { hold: holdId, connected_seconds: connectedSeconds, sequence } = step.extend;
    await world.passCall(accountId, holdId, connectedSeconds);
    const used = { connectedSeconds, units: undefined };
    const result = await control.extend({ accountId, holdId, used, sequence, settleToken: '' }, contextOf());
    const { decision, reason, message, replayed, clamped } = result;
    const money = { hold: result.holdMilliCents, shortfall: result.shortfallMilliCents };
    const from = await reserved(world, accountId, holdId);
    return { decision, reason, message, replayed, clamped, granted: result.grantedUnits, ...money, ...from };
  }
  if (step.settle !== undefined) {
    const { hold: holdId, connected_seconds: connectedSeconds, units, interim, sequence, ...reported } = step.settle;
    await world.passCall(accountId, holdId, connectedSeconds ?? 0);
    const used = {
      connectedSeconds,
      units,
      inconsistent: false,
      durationSeconds: Math.ceil(reported.duration_seconds),
      endedSecondsAgo: Math.floor(reported.ended_seconds_ago),
      q850Cause: 16,
      ...(interim && { interimSequence: sequence }),
    };
    return settled(await control.settle({ accountId, holdId, ...used, settleToken: '' }, contextOf()));
  }
  if (step.reverse !== undefined) return reversed(world, accountId, step.reverse);
  if (step.release !== undefined) {
    const request = { accountId, holdId: step.release.hold, q850Cause: 16, settleToken: '' };
    return settled(await control.release(request, contextOf()));
  }
  return {};
}

async function reversed(
  { control, snapshot }: CaseWorld,
  accountId: string,
  source: NonNullable<StepSource['reverse']>,
): Promise<Observed> {
  const { hold: holdId, charge: chargeKey, amount, units } = source;
  const context = contextOf();
  const result = await control.reverse(
    {
      accountId,
      target: chargeKey === undefined ? { kind: 'hold', holdId } : { kind: 'charge', chargeKey },
      share: shareOf(amount === undefined ? undefined : parseMoney(amount, snapshot.currency), units),
      idempotencyKey: source.idempotency_key ?? context.requestId,
      note: '',
    },
    context,
  );
  return {
    reversed: result.reversedMilliCents,
    lapsed: result.lapsedMilliCents,
    remaining: result.leftMilliCents,
    billed: result.leftUnits,
    replayed: result.replayed,
    ...sources(result.parts),
  };
}

function shareOf(milliCents: number | undefined, units: number | undefined): ReversalShare {
  if (milliCents !== undefined) return { kind: 'money', milliCents };
  return units === undefined ? undefined : { kind: 'units', units };
}

function trafficRequest(accountId: string, source: CaseTraffic): TrafficRequest {
  return {
    accountId,
    service: source.service,
    direction: source.direction,
    from: source.from,
    to: source.to,
    subjectId: source.subject,
    parentHoldId: source.parent_hold,
    gatewayId: 'case',
    requestedSeconds: source.requested_seconds,
    text: source.text,
    segments: source.segments,
    units: source.units,
  };
}

function decided(result: DecisionResult): Observed {
  const { terms, accountStatus: status } = result;
  return {
    decision: result.decision,
    reason: result.reason,
    message: result.message,
    hold: result.holdMilliCents,
    granted: result.grantedUnits,
    ...(terms === undefined ? {} : { rate_per_minute: perMinuteMilliCents(terms), rule: terms.rule }),
    number_class: result.numberClass,
    segments: result.segments,
    shortfall: result.shortfallMilliCents,
    fallback_channel: result.fallbackChannel,
    shadowed: result.shadowed,
    ...(status === undefined ? {} : { account_status: status }),
  };
}

function settled(result: SettleResult): Observed {
  if (result.kind === 'queued') return { status: result.reservationStatus };
  return {
    status: result.reservationStatus,
    charge: result.chargedMilliCents,
    released: result.releasedMilliCents,
    write_off: result.writeOffMilliCents,
    billed: result.billedUnits,
    clamped: result.clamped,
    inconsistent: result.inconsistent,
    hold: result.stillHeldMilliCents,
    replayed: result.replayed,
    ...sources(result.parts),
  };
}

/** Where the money of an open hold is reserved. */
async function reserved({ ledger }: CaseWorld, accountId: string, holdId: string): Promise<Observed> {
  const hold = await ledger.hold({ rootAccountId: accountId, accountId, holdId });
  return hold === undefined || hold.result !== undefined ? {} : sources(hold.parts);
}

function sources(parts: readonly FundingPart[]): Observed {
  const of = (source: FundingPart['source']): number =>
    parts
      .filter((part) => part.source === source)
      .reduce((sum, { amountMilliCents, units }) => sum + amountMilliCents + units, 0);
  return {
    from_allowances: of('allowance'),
    from_packs: of('pack'),
    from_plan: of('plan_credits'),
    from_lots: of('lot'),
    from_balance: of('balance'),
  };
}

/** How the account stands after the step. */
async function standing({ ledger, snapshot }: CaseWorld, accountId: string): Promise<Observed> {
  const account = await ledger.account(accountId);
  if (account === undefined) return {};
  const { profile, balanceMilliCents, heldMilliCents, nowMs } = account;
  const plan = snapshot.plans.get(profile.plan);
  const { wallet } = openWallet(account, grantsAt(plan, profile, nowMs), nowMs);
  const reference = snapshot.statusReference(profile.plan, profile.timeZone, nowMs);
  const funds = fundsOf(wallet, nowMs);
  const ids = profile.coverages
    .filter((each) => reference !== undefined && snapshot.isInPack(each, reference.traffic))
    .map(({ id }) => id);
  const paying = wallet.packs.filter(({ coverageId }) => ids.includes(coverageId));
  const left = (isPlan: boolean): number =>
    wallet.lots
      .filter((lot) => (lot.kind === 'plan_credits') === isPlan)
      .reduce((sum, lot) => sum + freeIn(lot, nowMs), 0);
  return {
    available: funds.availableMilliCents,
    balance: balanceMilliCents,
    held: wallet.lots.reduce((sum, lot) => sum + lot.heldMilliCents, heldMilliCents),
    plan_credits: left(true),
    lots: left(false),
    packs: wallet.packs.reduce((sum, pack) => sum + freeUnits(pack, nowMs), 0),
    cycle_ends: localTimeText(cycleAt(plan, profile, nowMs).endsAtMs, profile.timeZone),
    open_holds: account.openHolds,
    account_status: accountStatus(
      funds,
      profile.state === 'active',
      reference && besidePacks(reference, paying, nowMs),
    ),
  };
}
