/**
 * What keeps the money right, guard by guard, each with the change that takes it away and the suites that must then
 * fail. `npm run test:guards` tries every one of them.
 */

import { ALERT_GUARDS } from './alert-guards.ts';
import { OUTAGE_GUARDS } from './outage-guards.ts';
import { RECHARGE_GUARDS } from './recharge-guards.ts';
import { SPOOL_GUARDS } from './spool-guards.ts';
import { STORE_GUARDS } from './store-guards.ts';

/** One line of defence, and how to remove it. */
export interface Guard {
  /** What it is for, in a few words; unique. */
  readonly guard: string;
  readonly file: string;
  /** A text that stands in the file once, and what takes its place. */
  readonly from: string;
  readonly to: string;
  /** Files of tests, or folders of them; the first that fails is enough. */
  readonly suites: readonly string[];
  /** True for those of the short form. */
  readonly short?: boolean;
}

const LUA = 'src/ledger/redis/lua';
const MODEL = 'test/model/ledger-model.test.ts';

export const GUARDS: readonly Guard[] = [
  {
    guard: 'an authorize with the id of an open hold is its repeat, not a second hold',
    file: `${LUA}/authorize.lua`,
    from: 'if hold and not early then\n  -- One that was opened again',
    to: 'if false then\n  -- One that was opened again',
    suites: ['test/ledger/same-asking.test.ts', MODEL],
    short: true,
  },
  {
    guard: 'a hold id that another request used is a conflict',
    file: `${LUA}/authorize.lua`,
    from: 'if hold.fingerprint ~= fingerprint and',
    to: 'if false and',
    suites: ['test/ledger/same-asking.test.ts', MODEL],
  },
  {
    guard: 'the same asking answers as the first time, another one as a replay',
    file: `${LUA}/include/hold.lua`,
    from: "return hold_asked_by(h, nonce) and '0' or '1'",
    to: "return '0'",
    suites: ['test/ledger/same-asking.test.ts'],
  },
  {
    guard: 'a script that comes after its deadline does nothing (authorize)',
    file: `${LUA}/authorize.lua`,
    from: "elseif not_after_ms ~= '0' and now > tonumber(not_after_ms) then",
    to: 'elseif false then',
    suites: ['test/ledger/clock.test.ts', MODEL],
    short: true,
  },
  {
    guard: 'a script that comes after its deadline does nothing (the short path)',
    file: `${LUA}/authorize.lua`,
    from: "(not_after_ms ~= '0' and now > tonumber(not_after_ms)) or now",
    to: 'now',
    suites: ['test/ledger/clock.test.ts', MODEL],
  },
  {
    guard: 'a script that comes after its deadline does nothing (charge)',
    file: `${LUA}/charge.lua`,
    from: 'if tonumber(not_after_ms) > 0 and now > tonumber(not_after_ms) then',
    to: 'if false then',
    suites: ['test/ledger/clock.test.ts', MODEL],
  },
  {
    guard: 'what is free is what other holds have not reserved',
    file: `${LUA}/include/account.lua`,
    from: '- a.held',
    to: '- 0',
    suites: ['test/ledger/books.test.ts', MODEL],
    short: true,
  },
  {
    guard: 'what is free is what other holds have not reserved (the short path)',
    file: `${LUA}/authorize.lua`,
    from: 'local free = posted - int_of(held)',
    to: 'local free = posted',
    suites: ['test/ledger/plain-accounts.test.ts', MODEL],
  },
  {
    guard: 'zero balance blocks what the number class says',
    file: `${LUA}/authorize.lua`,
    from: "if blocked_at_zero == '1' and posted <= 0 then return end",
    to: '',
    suites: ['test/ledger/plain-accounts.test.ts', MODEL],
  },
  {
    guard: 'a release that comes first denies its authorize',
    file: `${LUA}/authorize.lua`,
    from: "if early then return 'RELEASED_BEFORE_AUTHORIZE' end",
    to: '',
    suites: ['test/ledger/same-asking.test.ts', MODEL],
  },
  {
    guard: 'a settle of an ended hold with the same figure is its replay',
    file: `${LUA}/settle.lua`,
    from: 'if hold.settled_by == int_text(reported) then return finish_replay(hold, now, nonce) end',
    to: '',
    suites: ['test/ledger/same-asking.test.ts', MODEL],
    short: true,
  },
  {
    guard: 'a settle of an ended hold with another figure is a conflict',
    file: `${LUA}/settle.lua`,
    from: "if hold.state == 'settled' and hold.settled_by ~= '0' then",
    to: 'if false then',
    suites: ['test/ledger/same-asking.test.ts', MODEL],
  },
  {
    guard: 'a settle after a reversal is refused',
    file: `${LUA}/settle.lua`,
    from: "if hold.reversed then return { 'GIVEN_BACK', int_text(now) } end",
    to: '',
    suites: ['test/ledger/reversals.test.ts', MODEL],
  },
  {
    guard: 'the sweeper ends no hold before its time',
    file: `${LUA}/sweep.lua`,
    from: 'local stays = hold.deadline_at_ms > now',
    to: 'local stays = false',
    suites: ['test/ledger/sweeping.test.ts', MODEL],
  },
  {
    guard: 'a release of an ended hold charges nothing again',
    file: `${LUA}/release.lua`,
    from: 'if not hold_is_open(hold) then return finish_replay_released(hold, now, nonce) end',
    to: '',
    suites: ['test/ledger/same-asking.test.ts', MODEL],
  },
  {
    guard: 'a key of credit counts once',
    file: `${LUA}/include/once.lua`,
    from: 'if not stored then return nil end',
    to: 'if stored or not stored then return nil end',
    suites: ['test/ledger/idempotency-keys.test.ts', MODEL],
    short: true,
  },
  {
    guard: 'a key of credit is of one request',
    file: `${LUA}/reverse.lua`,
    from: "if used_for ~= fingerprint then return { 'CONFLICT', int_text(now) } end",
    to: '',
    suites: ['test/ledger/reversals.test.ts', MODEL],
  },
  {
    guard: 'all reversals together are no more than the charge',
    file: `${LUA}/reverse.lua`,
    from: 'local left, billed = parts_without(all, before), h.billed - units_before',
    to: 'local left, billed = all, h.billed',
    suites: ['test/ledger/reversals.test.ts', MODEL],
  },
  {
    guard: 'an interim settle of the same sequence is its repeat, a lower one late',
    file: `${LUA}/interim.lua`,
    from: "if number < before.sequence then return { 'LOWER'",
    to: "if false then return { 'LOWER'",
    suites: ['test/ledger/interim-settles.test.ts', MODEL],
  },
  {
    guard: 'interim settles are charged once: the end prices all and takes off what was charged',
    file: `${LUA}/include/finish.lua`,
    from: 'earlier_settle(purse, parts_list(earlier.parts, 0), -1)',
    to: '',
    suites: ['test/ledger/interim-settles.test.ts', MODEL],
  },
  {
    guard: 'a limit on open holds lets no more through',
    file: `${LUA}/include/limits.lua`,
    from: 'limits_open_holds(limit) >= limit.max',
    to: 'limits_open_holds(limit) > limit.max',
    suites: ['test/ledger/limits.test.ts', MODEL],
  },
  {
    guard: 'a cap on spending counts what open holds have reserved',
    file: `${LUA}/include/limits.lua`,
    from: "text = counters_spent(text, limit.span == 'd' and day or cycles or '', money, 0, now)",
    to: "text = counters_spent(text, limit.span == 'd' and day or cycles or '', 0, 0, now)",
    suites: ['test/ledger/limits-on-spending.test.ts', MODEL],
  },
  {
    guard: 'credit that has ended pays nothing',
    file: `${LUA}/include/lot.lua`,
    from: 'return lot.expires_at > 0 and lot.expires_at <= now',
    to: 'return false',
    suites: ['test/ledger/lots.test.ts', MODEL],
  },
  {
    guard: 'what a plan gave for the same stretch of time is not given again',
    file: `${LUA}/include/grants.lua`,
    from: 'granted = math.max(0, grant.granted - gone - carried)',
    to: 'granted = math.max(0, grant.granted)',
    suites: ['test/ledger/grants.test.ts', MODEL],
  },
  {
    guard: 'included units that were used in another cut of the period count',
    file: `${LUA}/include/allowances.lua`,
    from: 'use.carried = use.carried + tonumber(used) + tonumber(held)',
    to: '',
    suites: ['test/ledger/allowances.test.ts', MODEL],
  },
  {
    guard: 'an account that the sidecar knows in an older form is read anew',
    file: `${LUA}/include/admission.lua`,
    from: 'owner.account.revision ~= owner.revision',
    to: 'false',
    suites: ['test/ledger/family.test.ts', MODEL],
  },
  {
    guard: 'an emptied store says so instead of "no such account"',
    file: `${LUA}/include/absent.lua`,
    from: "if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end",
    to: '',
    suites: ['test/ledger/impossible-states.test.ts', 'test/outages'],
  },
  {
    guard: 'a lease on a partition is held by one',
    file: `${LUA}/lease_partition.lua`,
    from: "local holder = redis.call('GET', lease) or owner",
    to: 'local holder = owner',
    suites: ['test/ledger/sweeping.test.ts', 'test/requirements'],
  },
  {
    guard: 'two lists of active legs are 30 s apart',
    file: 'src/control/reconcile.ts',
    from: 'const APART_MS = 30_000',
    to: 'const APART_MS = 0',
    suites: ['test/outages/reconcile.test.ts'],
  },
  {
    guard: 'a list that misses more than one hold in five ends none',
    file: 'src/control/reconcile.ts',
    from: 'open && !force',
    to: 'open && false',
    suites: ['test/outages/reconcile.test.ts'],
    short: true,
  },
  {
    guard: 'an empty list counts for nothing',
    file: 'src/control/reconcile.ts',
    from: 'progress.legs === 0',
    to: 'progress.legs < 0',
    suites: ['test/outages/reconcile.test.ts'],
  },
  {
    guard: 'a list of which a page is missing is not complete',
    file: `${LUA}/take_page.lua`,
    from: 'list.last > 0 and count == list.last',
    to: 'list.last > 0',
    suites: ['test/ledger/lists.test.ts', 'test/outages/reconcile.test.ts'],
  },
  {
    guard: 'a hold that was heard of since is not ended by lists',
    file: `${LUA}/sweep.lua`,
    from: 'stays = last_heard_of(hold) >= missing_since',
    to: 'stays = false',
    suites: ['test/ledger/confirm.test.ts', MODEL],
  },
  {
    guard: 'a hold that is opened again reserves no more than there is',
    file: `${LUA}/confirm.lua`,
    from: 'math.min(price_of(terms, hold.granted), math.max(0, account_free(payer)))',
    to: 'price_of(terms, hold.granted)',
    suites: ['test/ledger/confirm.test.ts', MODEL],
  },
  {
    guard: 'a settle token is genuine',
    file: 'src/control/settle-token.ts',
    from: 'timingSafeEqual(',
    to: '((..._: unknown[]) => true)(',
    suites: ['test/unit/control', 'test/ledger/orphans.test.ts', 'test/requirements'],
    short: true,
  },
  ...STORE_GUARDS,
  ...SPOOL_GUARDS,
  ...ALERT_GUARDS,
  ...RECHARGE_GUARDS,
  ...OUTAGE_GUARDS,
];
