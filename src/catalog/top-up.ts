/** The least credit that may be bought at once (rule PW-5). */
import { invalidField, type Fault } from '../domain/fault.ts';
import { formatMoney } from '../domain/money.ts';
import type { Plan } from './snapshot.ts';

/** Why the plan takes no so small an amount; undefined when it does. */
export function topUpRefusal(plan: Plan | undefined, amountMilliCents: number, currency: string): Fault | undefined {
  if (plan === undefined || amountMilliCents >= plan.minimumTopUpMilliCents) return undefined;
  const least = formatMoney(plan.minimumTopUpMilliCents, { round: 'up', currency });
  const exact = plan.minimumTopUpMilliCents;
  return invalidField('amount_milli_cents', `plan "${plan.name}" takes no less than ${least} (${exact}) at a time`);
}
