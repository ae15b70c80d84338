/** Does one step of a case with the real verbs, and tells what came of it in the words of `expect`. */
import type { CaseTraffic, StepSource } from '../catalog/schema/cases-file.ts';
import type { DecisionResult, RequestContext, SettleResult, TrafficRequest } from '../control/requests.ts';
import { accountStatus } from '../domain/account-status.ts';
import { parseMoney } from '../domain/money.ts';
import { perMinuteMilliCents } from '../domain/terms.ts';
import type { CaseWorld } from './case-world.ts';
import type { Observed } from './expectations.ts';

const CONTEXT: RequestContext = { requestId: 'case', deadlineAtMs: 0 };

/** Throws the fault of the verb. */
export async function runStep(world: CaseWorld, step: StepSource): Promise<Observed> {
  if (step.advance_seconds !== undefined) await world.advance(step.advance_seconds);
  const observed = await runVerb(world, step);
  return { ...(await standing(world)), ...observed };
}

async function runVerb(world: CaseWorld, step: StepSource): Promise<Observed> {
  const { control, accountId } = world;
  if (step.authorize !== undefined) {
    const request = {
      ...trafficRequest(accountId, step.authorize),
      holdId: step.authorize.hold,
      gatewayId: 'case',
    };
    const result = control.emergency(request) ?? (await control.authorize(request, CONTEXT));
    return { ...decided(result), replayed: result.replayed };
  }
  if (step.quote !== undefined) {
    return decided(await control.quote(trafficRequest(accountId, step.quote), CONTEXT));
  }
  if (step.charge !== undefined) {
    const request = {
      ...trafficRequest(accountId, step.charge),
      idempotencyKey: step.charge.idempotency_key,
      note: '',
      gatewayId: 'case',
    };
    const result = await control.charge(request, CONTEXT);
    const { billedUnits: billed, replayed } = result;
    const charge = result.decision === 'allow' ? result.holdMilliCents : 0;
    return { ...decided(result), billed, replayed, charge };
  }
  if (step.credit !== undefined) {
    await world.addCredit(parseMoney(step.credit.amount));
    return {};
  }
  return runHoldVerb(world, step);
}

/** The verbs about a hold that is there already. */
async function runHoldVerb(world: CaseWorld, step: StepSource): Promise<Observed> {
  const { control, accountId } = world;
  if (step.answer !== undefined) {
    const result = await control.answer({ accountId, holdId: step.answer.hold, settleToken: '' }, CONTEXT);
    const { reservationStatus: status, grantedSeconds: granted, holdMilliCents: hold, replayed } = result;
    return { status, granted, hold, replayed };
  }
  if (step.extend !== undefined) {
    const { hold: holdId, connected_seconds: connectedSeconds, sequence } = step.extend;
    const result = await control.extend({ accountId, holdId, connectedSeconds, sequence, settleToken: '' }, CONTEXT);
    const { decision, reason, message, replayed } = result;
    const money = { hold: result.holdMilliCents, shortfall: result.shortfallMilliCents };
    return { decision, reason, message, replayed, granted: result.grantedSeconds, ...money };
  }
  if (step.settle !== undefined) {
    const { hold: holdId, connected_seconds: connectedSeconds, units } = step.settle;
    const request = { accountId, holdId, connectedSeconds, units, durationSeconds: 0, q850Cause: 16, settleToken: '' };
    return settled(await control.settle(request, CONTEXT));
  }
  if (step.release !== undefined) {
    const request = { accountId, holdId: step.release.hold, q850Cause: 16, settleToken: '' };
    return settled(await control.release(request, CONTEXT));
  }
  return {};
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
  return {
    status: result.reservationStatus,
    charge: result.chargedMilliCents,
    released: result.releasedMilliCents,
    write_off: result.writeOffMilliCents,
    billed: result.billedUnits,
    replayed: result.replayed,
  };
}

/** How the account stands after the step. */
async function standing({ ledger, accountId, snapshot }: CaseWorld): Promise<Observed> {
  const account = await ledger.account(accountId);
  if (account === undefined) return {};
  const { profile, balanceMilliCents, availableMilliCents } = account;
  const reference = snapshot.statusReference(profile.plan, profile.timeZone, account.nowMs);
  const funds = { availableMilliCents, postedMilliCents: balanceMilliCents + profile.creditLimitMilliCents };
  return {
    available: availableMilliCents,
    balance: balanceMilliCents,
    held: account.heldMilliCents,
    open_holds: account.openHolds,
    account_status: accountStatus(funds, profile.state === 'active', reference),
  };
}
