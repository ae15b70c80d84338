/** The least credit that may be bought at once (rule PW-5). */
import { invalidField } from '../domain/fault.ts';
import { formatMoney } from '../domain/money.ts';
import type { Plan } from './snapshot.ts';

/** @throws Fault (`invalid_argument`) when the plan takes no so small an amount. */
export function requireTopUp(plan: Plan | undefined, amountMilliCents: number, currency: string): void {
  if (plan === undefined || amountMilliCents >= plan.minimumTopUpMilliCents) return;
  const least = formatMoney(plan.minimumTopUpMilliCents, { round: 'up', currency });
  const exact = plan.minimumTopUpMilliCents;
  throw invalidField('amount_milli_cents', `plan "${plan.name}" takes no less than ${least} (${exact}) at a time`);
}
