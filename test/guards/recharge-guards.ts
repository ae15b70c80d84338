/** The guards of payments: one charge, one credit. */
import type { Guard } from './guards.ts';

export const RECHARGE_GUARDS: readonly Guard[] = [
  {
    guard: 'a record of payments is replaced only by who has seen the last one',
    file: 'src/ledger/redis/lua/swap_recharge.lua',
    from: 'if known ~= revision then',
    to: 'if false then',
    suites: ['test/recharge/records.test.ts'],
    short: true,
  },
  {
    guard: 'a payment of which nothing was heard is looked for before it is asked for again',
    file: 'src/recharge/stripe/provider.ts',
    from: 'if (order.asked > 0 || ageMs > FRESH_MS) {',
    to: 'if (order.asked > 1_000) {',
    suites: ['test/recharge/stripe.test.ts'],
  },
  {
    guard: 'a PaymentIntent that cannot be paid now is cancelled',
    file: 'src/recharge/stripe/provider.ts',
    from: 'await paymentIntents.cancel(intent.id);',
    to: '',
    suites: ['test/recharge/stripe.test.ts'],
  },
  {
    guard: 'an account whose money was taken back is not charged again by itself',
    file: 'src/recharge/stripe/events.ts',
    from: 'const isNew = !undone && (await payments.pause(place, why));',
    to: 'const isNew = false;',
    suites: ['test/recharge/stripe.test.ts'],
  },
  {
    guard: 'a card that is not verified is not charged',
    file: 'src/recharge/recharging.ts',
    from: "if (before.method.state !== 'verified') throw methodUnverified();",
    to: '',
    suites: ['test/requirements/recharge.test.ts'],
  },
];
