/** Payments: those that recharge accounts by themselves, purchases, and small ones that verify a payment method. */
import { Counter, type Registry } from 'prom-client';
import type { RechargeMetrics } from '../recharge/payments.ts';
import { counterBy } from './series.ts';

const PURPOSES = ['recharge', 'purchase', 'verification'] as const;
const MODES = ['card', 'invoice'] as const;
const RESULTS = ['begun', 'credited', 'failed'] as const;

export function createRechargeMetrics(registry: Registry): RechargeMetrics {
  const registers = [registry];
  const payments = new Counter({
    name: 'tollgate_recharges_total',
    help: 'Payments that this sidecar began, credited or saw fail, by why money is asked for and how it is paid.',
    labelNames: ['purpose', 'mode', 'result'],
    registers,
  });
  for (const purpose of PURPOSES) {
    for (const mode of MODES) {
      if (mode === 'invoice' && purpose !== 'recharge') continue;
      for (const result of RESULTS) payments.inc({ purpose, mode, result }, 0);
    }
  }
  const news = counterBy(registry, {
    name: 'tollgate_recharge_answers_total',
    help: 'What payment providers said of payments, asked or by themselves; unknown is looked up again.',
    label: 'answer',
    values: ['paid', 'pending', 'unknown', 'failed'],
  });
  const credited = new Counter({
    name: 'tollgate_recharge_credited_milli_cents_total',
    help: 'Credit that was added for payments.',
    registers,
  });
  const uncredited = new Counter({
    name: 'tollgate_recharge_uncredited_total',
    help: 'Times that a payment was made and its credit, or its refund, could not be; it is tried again.',
    registers,
  });
  return {
    ended: (purpose, mode, result) => payments.inc({ purpose, mode, result }),
    heard: (kind) => news.series(kind).inc(),
    credited: (milliCents) => credited.inc(milliCents),
    uncredited: () => uncredited.inc(),
  };
}
