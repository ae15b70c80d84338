/** An account and its credit, in the shape of their proto messages. */
import type { AccountView, AllowanceView, CreditResult, PackView } from '../../accounts/requests.ts';
import type { Account } from '../../gen/tollgate/v1/Account.ts';
import type { AddCreditResponse } from '../../gen/tollgate/v1/AddCreditResponse.ts';
import type { AllowanceUse } from '../../gen/tollgate/v1/AllowanceUse.ts';
import type { Lot as LotMessage } from '../../gen/tollgate/v1/Lot.ts';
import type { Pack as PackMessage } from '../../gen/tollgate/v1/Pack.ts';
import type { Lot } from '../../ledger/port.ts';
import { ACCOUNT_STATE, ACCOUNT_STATUS, DIRECTION, FUNDED_BY, LIMIT_POLICY, LOT_KIND, orAbsent } from './messages.ts';

export function accountMessage(view: AccountView): Account {
  const { profile } = view;
  return {
    accountId: profile.accountId,
    state: ACCOUNT_STATE.name(profile.state),
    plan: profile.plan,
    balanceMilliCents: view.balanceMilliCents,
    heldMilliCents: view.totalHeldMilliCents,
    availableMilliCents: view.availableMilliCents,
    planCreditsRemainingMilliCents: view.planCreditsRemainingMilliCents,
    cycleEndsAtMs: view.cycleEndsAtMs,
    accountStatus: ACCOUNT_STATUS.nameOr(view.accountStatus),
    openHolds: view.openHolds,
    numbers: [...profile.numbers],
    currency: profile.currency,
    timeZone: profile.timeZone,
    cycleAnchorDay: profile.cycleAnchorDay,
    seats: profile.seats,
    creditLimitMilliCents: profile.creditLimitMilliCents,
    parentAccountId: profile.parentAccountId ?? '',
    revision: profile.revision,
    createdAtMs: profile.createdAtMs,
    maxOpenHolds: profile.maxOpenHolds,
    fundedBy: FUNDED_BY.name(profile.fundedBy),
    onPlanExhausted: LIMIT_POLICY.nameOr(profile.onPlanExhausted),
    allowanceUnits: Object.fromEntries(profile.allowanceUnits),
    lots: view.lots.map(lotMessage),
    packs: view.packs.map(packMessage),
    allowances: view.allowances.map(allowanceMessage),
    subjects: profile.subjects,
    payerAccountId: view.payerAccountId,
    planExhausted: view.planExhausted,
  };
}

/** Of AddCredit and AdjustBalance alike. */
export function creditMessage(result: CreditResult): AddCreditResponse {
  return {
    balanceMilliCents: result.balanceMilliCents,
    availableMilliCents: result.availableMilliCents,
    replayed: result.replayed,
    accountStatus: ACCOUNT_STATUS.nameOr(result.accountStatus),
    packId: result.packId,
  };
}

function packMessage({ match, unit, ...pack }: PackView): PackMessage {
  return {
    id: pack.id,
    services: [...match.services],
    directions: match.directions.map((each) => DIRECTION.name(each)),
    countries: [...match.countries],
    numberClasses: [...match.numberClasses],
    prefixes: [...match.prefixes],
    unit,
    grantedUnits: pack.grantedUnits,
    usedUnits: pack.usedUnits,
    heldUnits: pack.heldUnits,
    remainingUnits: pack.remainingUnits,
    expiresAtMs: orAbsent(pack.expiresAtMs || undefined),
  };
}

function lotMessage(lot: Lot): LotMessage {
  const { id, kind, grantedMilliCents, usedMilliCents, heldMilliCents, startsAtMs, expiresAtMs, services } = lot;
  return {
    id,
    kind: LOT_KIND.name(kind),
    grantedMilliCents,
    usedMilliCents,
    heldMilliCents,
    remainingMilliCents: Math.max(0, grantedMilliCents - usedMilliCents - heldMilliCents),
    startsAtMs: orAbsent(startsAtMs || undefined),
    expiresAtMs: orAbsent(expiresAtMs || undefined),
    services: [...services],
  };
}

/** An allowance as it stands, of an account or of one of its subjects. */
export function allowanceMessage(allowance: AllowanceView): AllowanceUse {
  const { name, subjectId, totalUnits, usedUnits, heldUnits, remainingUnits, endsAtMs } = allowance;
  return { name, subjectId, totalUnits, usedUnits, heldUnits, remainingUnits, endsAtMs };
}
