#!lua
-- Open an account with its signup credit. The same request again replays the account as it stands now.
-- KEYS: 1 meta  2 journal  3 accounts  4 account_key  5 account_open  6 counters  7 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 fingerprint  4 signup_credit  5 root  6 parent  7 plan  8 currency
--   9 time_zone  10 cycle_anchor_day  11 seats  12 credit_limit  13 numbers (spaces between)  14 funded_by
--   15 on_plan_exhausted  16 allowances (name=units, spaces between)  17 cycle_anchor_month  18 nonce ('' none)
-- Replies: CREATED now replayed balance held open_holds profile... | CONFLICT now | STORE_LOST now
-- include: int clock account entry journal

local meta, journal, accounts, account_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 4)
local now_ms, account_id, fingerprint, signup_credit, root, parent, plan, currency, time_zone, cycle_anchor_day, seats,
  credit_limit, numbers, funded_by, on_plan_exhausted, allowances, cycle_anchor_month,
  nonce = unpack(ARGV, 1, 18)

local now = clock_now(now_ms)

local function reply(replayed)
  local account = account_read(owner_keys[1])
  return account_profile_reply(account, {
    'CREATED', int_text(now), replayed, int_text(account.balance), int_text(account.held), int_text(account.open),
  })
end

-- The stub of a child account has a root, but no fingerprint.
local known_fingerprint, known_root, asked = unpack(redis.call('HMGET', account_key, 'fingerprint', 'root', 'nonce'))
if known_root and not known_fingerprint and known_root ~= root then return { 'CONFLICT', int_text(now) } end
if known_fingerprint then
  if known_fingerprint ~= fingerprint then return { 'CONFLICT', int_text(now) } end
  return reply(nonce ~= '' and asked == nonce and '0' or '1')
end
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end

local signup = tonumber(signup_credit)
-- What every call reads comes first: a hash of this size is searched from its head.
redis.call(
  'HSET', account_key, 'state', 'active', 'revision', '1', 'balance', '0', 'held', '0', 'credit_limit', credit_limit,
  'sequence', '0', 'root', root, 'lots', '0', 'open', '0', 'spent_d', '', 'spent_m', '', 'spent_y', '',
  'fingerprint', fingerprint, 'created_at_ms', int_text(now), 'parent', parent, 'plan', plan, 'currency', currency,
  'time_zone', time_zone, 'cycle_anchor_day', cycle_anchor_day, 'seats', seats, 'numbers', numbers,
  'max_open_holds', '0', 'funded_by', funded_by, 'on_plan_exhausted', on_plan_exhausted, 'allowances', allowances,
  'subjects', '0', 'cycle_anchor_month', cycle_anchor_month, 'nonce', nonce
)
redis.call('ZADD', accounts, 0, account_id)
local account = account_read(owner_keys[1])
journal_write(journal, now, account, {
  kind = 'account', account = account_id,
  note = table.concat({
    'active', plan, currency, time_zone, cycle_anchor_day, seats, credit_limit, numbers, root, parent,
  }, '\t'),
})
redis.call('HSETNX', meta, 'currency:' .. currency, '1')
if signup > 0 then
  account.balance = signup
  journal_write(journal, now, account, {
    kind = 'credit', account = account_id, amount = signup, note = 'signup credit of plan ' .. plan,
  })
end
account_write(account, meta)
return reply('0')
