/**
 * How version 9475267 wrote what its scripts take and what it signed. Written down here once more, and not taken from
 * `src/`, so that a change there cannot change what the old version is.
 */
import type { Terms } from '../../../src/domain/terms.ts';
import type {
  Admission,
  AuthorizeOperation,
  Grant,
  HoldFacts,
  PinnedFunding,
  UpdateAccountOperation,
} from '../../../src/ledger/port.ts';

export type Words = (string | number)[];

const SEPARATOR = '\x1f';

/** The one argument that a script of the old version gets: its arguments, each followed by a unit separator. */
export function joined(args: readonly (string | number)[]): string {
  return `${args.join(SEPARATOR)}${SEPARATOR}`;
}

export function termsWord(terms: Terms): string {
  return [
    terms.rateMilliCents,
    terms.rateUnits,
    terms.connectFeeMilliCents,
    terms.firstIncrement,
    terms.nextIncrement,
    terms.minimumChargeMilliCents,
    terms.unit,
    terms.catalogVersion,
    terms.rule,
  ].join(' ');
}

export function timingWord({ timing, blockedAtZero }: AuthorizeOperation): string {
  const { ringSeconds, graceSeconds, cutToleranceSeconds, unproven, answerReports } = timing;
  const flags = `${answerReports ? 1 : 0} ${blockedAtZero ? 1 : 0}`;
  return `${ringSeconds} ${graceSeconds} ${cutToleranceSeconds} ${unproven} ${flags}`;
}

/** It knew of no gateway. */
export function factsWord(facts: HoldFacts): string {
  const { service, subjectId, direction, from, to, numberClass, parentHoldId } = facts;
  return [service, subjectId, direction, from, to, numberClass, parentHoldId].join('\t');
}

export function fundingWord({ stop, allowances }: PinnedFunding): string {
  if (stop === '' && allowances.length === 0) return '';
  return [stop || '0', ...allowances.map(({ counter, totalUnits }) => `${counter}=${totalUnits}`)].join(' ');
}

export function unitsWord(units: ReadonlyMap<string, number>): string {
  return [...units].map(([name, count]) => `${name}=${count}`).join(' ');
}

export function servicesWord(services: readonly string[]): string {
  return services.length === 0 ? '-' : services.join(',');
}

function grantTail(grants: readonly Grant[]): Words {
  return [
    grants.length,
    ...grants.flatMap(({ kind, id, grantedMilliCents, startsAtMs, expiresAtMs, services }) => [
      kind,
      id,
      grantedMilliCents,
      startsAtMs,
      expiresAtMs,
      servicesWord(services),
    ]),
  ];
}

/** The tail of an admission: owners, payer, stop, allowances, grants, limits. */
export function admissionTail({ owners, payer, stop, allowances, grants, limits }: Admission): Words {
  return [
    owners.length,
    ...owners.flatMap(({ accountId, revision }) => [accountId, revision]),
    payer,
    stop,
    allowances.length,
    ...allowances.flatMap(({ counter, totalUnits }) => [counter, totalUnits]),
    ...grantTail(grants),
    limits.length,
    ...limits.flatMap(({ kind, owner, counter, max, mode, span }) => [
      kind,
      owner,
      counter,
      max,
      mode === 'shadow' ? 1 : 0,
      span,
    ]),
  ];
}

/** The same of an operation that has nothing but grants. */
export function postTail(grants: readonly Grant[], planPeriod: string): Words {
  return [0, 0, planPeriod, 0, ...grantTail(grants), 0];
}

/** The fields that an update changes, each with its value. */
export function changedFields(changes: UpdateAccountOperation['changes']): Words {
  const values: Record<string, string | number | undefined> = {
    state: changes.state,
    plan: changes.plan,
    time_zone: changes.timeZone,
    seats: changes.seats,
    credit_limit: changes.creditLimitMilliCents,
    numbers: changes.numbers?.join(' '),
    max_open_holds: changes.maxOpenHolds,
    funded_by: changes.fundedBy,
    on_plan_exhausted: 'onPlanExhausted' in changes ? (changes.onPlanExhausted ?? '') : undefined,
    allowances: changes.allowanceUnits && unitsWord(changes.allowanceUnits),
  };
  return Object.entries(values).flatMap(([field, value]) => (value === undefined ? [] : [field, value]));
}
