#!lua
-- Open an account with its signup credit. The same request again replays the account as it stands now.
-- KEYS: 1 meta  2 journal  3 account  4 account open  5 counters  6 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 fingerprint  4 signup_credit  5 journal_retention_ms  6 root  7 parent  8 plan  9 currency
--   10 time_zone  11 cycle_anchor_day  12 seats  13 credit_limit  14 numbers (spaces between)
--   15 funded_by  16 on_plan_exhausted  17 allowances (name=units, spaces between)  18 cycle_anchor_month
-- Replies: CREATED now replayed balance held open_holds profile... | CONFLICT | STORE_LOST
-- include: int clock account lots journal

local now = clock_now(ARGV[1])

local function reply(replayed)
  local account = account_read(account_keys(3))
  return account_profile_reply(account, {
    'CREATED', int_text(now), replayed, int_text(account.balance), int_text(account.held), int_text(redis.call('SCARD', KEYS[4])),
  })
end

-- The stub of a child account has a root, but no fingerprint.
local fingerprint, root = unpack(redis.call('HMGET', KEYS[3], 'fingerprint', 'root'))
if root and not fingerprint and root ~= ARGV[6] then return { 'CONFLICT', int_text(now) } end
if fingerprint then
  if fingerprint ~= ARGV[3] then return { 'CONFLICT', int_text(now) } end
  return reply('1')
end
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end

local signup = tonumber(ARGV[4])
redis.call('HSET', KEYS[3], 'fingerprint', ARGV[3], 'state', 'active', 'revision', '1', 'created_at_ms', int_text(now), 'root', ARGV[6],
  'parent', ARGV[7], 'plan', ARGV[8], 'currency', ARGV[9], 'time_zone', ARGV[10], 'cycle_anchor_day', ARGV[11], 'seats', ARGV[12],
  'credit_limit', ARGV[13], 'numbers', ARGV[14], 'max_open_holds', '0', 'balance', '0', 'held', '0', 'sequence', '0', 'funded_by', ARGV[15],
  'on_plan_exhausted', ARGV[16], 'allowances', ARGV[17], 'subjects', '0', 'cycle_anchor_month', ARGV[18])
local account = account_read(account_keys(3))
journal_write(KEYS[2], now, tonumber(ARGV[5]), account, {
  kind = 'account', account = ARGV[2], note = table.concat({ 'active', ARGV[8], ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14] }, '\t'),
})
if signup > 0 then
  account.balance = signup
  journal_write(KEYS[2], now, tonumber(ARGV[5]), account, {
    kind = 'credit', account = ARGV[2], amount = signup, note = 'signup credit of plan ' .. ARGV[8],
  })
  redis.call('HINCRBY', KEYS[1], 'balance', int_text(signup))
end
account_write(account)
return reply('0')
