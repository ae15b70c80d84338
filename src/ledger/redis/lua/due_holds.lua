#!lua flags=no-writes
-- Holds of one partition whose deadline has passed, oldest first, and the partition's sums for the gauges.
-- KEYS: 1 meta  2 open
-- ARGV: 1 now_ms (0: Redis's)  2 limit
-- Replies: DUE now open_holds held balance lots (account_id:hold_id deadline_at_ms)...
-- include: int clock

local now = clock_now(ARGV[1])
local sums = redis.call('HMGET', KEYS[1], 'held', 'balance', 'lots')
local reply = { 'DUE', int_text(now), int_text(redis.call('ZCARD', KEYS[2])), sums[1] or '0', sums[2] or '0', sums[3] or '0' }
for _, word in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', int_text(now), 'WITHSCORES', 'LIMIT', 0, ARGV[2])) do
  reply[#reply + 1] = word
end
return reply
