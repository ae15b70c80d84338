#!lua
-- Say what an account wants to be told, and who is told; or forget both, with all that was told before.
-- KEYS: 1 meta  2 account_key  3 alerts  4 alerting
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 asked ('' forget it)  4 watched (1: there is something to look for)
-- Replies: ALERTS now | MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock absent

local meta, account_key, alerts, alerting = unpack(KEYS, 1, 4)
local now_ms, account_id, asked, watched = unpack(ARGV, 1, 4)

local now = clock_now(now_ms)
local state, root = unpack(redis.call('HMGET', account_key, 'state', 'root'))
local absent = absent_reply({ state = state, root = root }, now, meta)
if absent then return absent end
if asked == '' then
  redis.call('DEL', alerts)
else
  redis.call('HSET', alerts, 'asked', asked)
end
if watched == '1' then
  redis.call('ZADD', alerting, 0, account_id)
else
  redis.call('ZREM', alerting, account_id)
end
return { 'ALERTS', int_text(now) }
