/** What keeps people from being told twice, or not at all, and webhooks from going where they must not. */
import type { Guard } from './guards.ts';

const LUA = 'src/ledger/redis/lua';
const STORE = ['test/ledger/alert-store.test.ts'];

export const ALERT_GUARDS: readonly Guard[] = [
  {
    guard: 'a crossing is claimed by one',
    file: `${LUA}/cross_alert.lua`,
    from: 'if not same or',
    to: 'if false or',
    suites: STORE,
    short: true,
  },
  {
    guard: 'a claim that is repeated puts nothing into the outbox again',
    file: `${LUA}/cross_alert.lua`,
    from: "if done then return { 'CROSSED'",
    to: "if false then return { 'CROSSED'",
    suites: STORE,
  },
  {
    guard: 'who does not want to be told any more is not told',
    file: `${LUA}/cross_alert.lua`,
    from: "redis.call('HEXISTS', alerts, 'asked') == 0",
    to: 'false',
    suites: STORE,
  },
  {
    guard: 'a delivery that is being sent is nobody else’s',
    file: `${LUA}/take_alerts.lua`,
    from: 'int_text(now + taken_ms)',
    to: 'int_text(now)',
    suites: STORE,
  },
  {
    guard: 'a delivery that nobody told of is known to be uncertain',
    file: `${LUA}/take_alerts.lua`,
    from: "delivery.taken, delivery.at = '1', now",
    to: "delivery.taken, delivery.at = '0', now",
    suites: STORE,
  },
  {
    guard: 'an attempt that comes back late does not speak for the next one',
    file: `${LUA}/finish_alert.lua`,
    from: "(outcome ~= 'sent' and delivery.tries ~= tonumber(tries))",
    to: 'false',
    suites: STORE,
  },
  {
    guard: 'a balance that wobbles around a line is told once',
    file: 'src/alerts/lines.ts',
    from: 'credit >= thresholdMilliCents + margin',
    to: 'credit >= thresholdMilliCents + 0 * margin',
    suites: ['test/alerts/lines.test.ts'],
  },
  {
    guard: 'a call that ends is no recovery',
    file: 'src/alerts/lines.ts',
    from: 'creditOf(view) >= then + margin ||',
    to: 'creditOf(view) >= then + 0 * margin ||',
    suites: ['test/alerts/lines.test.ts'],
  },
  {
    guard: 'a webhook goes to no private address, whatever a name resolves to',
    file: 'src/alerts/channels/address-guard.ts',
    from: 'if (why !== undefined) callback(',
    to: 'if (why === ``) callback(',
    suites: ['test/alerts/address-guard.test.ts'],
    short: true,
  },
  {
    guard: 'a webhook goes to no private address that its URL spells',
    file: 'src/alerts/channels/webhook.ts',
    from: 'isIP(host) === 0 ? undefined : guard.problem(host)',
    to: 'isIP(host) >= 0 ? undefined : guard.problem(host)',
    suites: ['test/alerts/address-guard.test.ts'],
  },
  {
    guard: 'a mail that may have arrived is known as such',
    file: 'src/alerts/channels/mail.ts',
    from: '{ uncertain: handedOver }',
    to: '{ uncertain: handedOver && false }',
    suites: ['test/alerts/mail.test.ts'],
  },
];
