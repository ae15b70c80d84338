#!lua flags=no-writes
-- Which of these accounts have less than the threshold at which they are recharged.
-- KEYS: 1 thresholds
-- ARGV: 1 now_ms (0: Redis's)  then of each account: account_id balance...
-- Replies: LOW now account_id...
-- include: int clock

local thresholds = unpack(KEYS, 1, 1)
local now_ms = unpack(ARGV, 1, 1)
local balances = { unpack(ARGV, 2) }

local now = clock_now(now_ms)
local reply = { 'LOW', int_text(now) }
local ids = {}
for i = 1, #balances, 2 do ids[#ids + 1] = balances[i] end
local known = #ids > 0 and redis.call('HMGET', thresholds, unpack(ids)) or {}
for i, account_id in ipairs(ids) do
  if known[i] and tonumber(balances[2 * i]) < tonumber(known[i]) then
    reply[#reply + 1] = account_id
  end
end
return reply
