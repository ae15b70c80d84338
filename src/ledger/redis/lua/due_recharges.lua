#!lua
-- The accounts of a partition whose recharging is to be looked at now. Each is hidden for a while from the other
-- sidecars, and comes again if who took it does not come back.
-- KEYS: 1 recharges
-- ARGV: 1 now_ms (0: Redis's)  2 limit  3 hidden_ms
-- Replies: DUE now account_id...
-- include: int clock

local recharges = unpack(KEYS, 1, 1)
local now_ms, limit, hidden_ms = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
local reply = { 'DUE', int_text(now) }
for _, account_id in ipairs(redis.call('ZRANGEBYSCORE', recharges, '-inf', int_text(now), 'LIMIT', 0, limit)) do
  redis.call('ZADD', recharges, int_text(now + tonumber(hidden_ms)), account_id)
  reply[#reply + 1] = account_id
end
return reply
