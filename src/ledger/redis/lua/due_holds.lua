#!lua flags=no-writes
-- Holds of one partition whose deadline has passed, oldest first, and the partition's sums for the gauges.
-- KEYS: 1 meta  2 open
-- ARGV: 1 now_ms (0: Redis's)  2 limit
-- Replies: DUE now open_holds held balance lots (account_id:hold_id deadline_at_ms)...
-- include: int clock

local meta, open = unpack(KEYS, 1, 2)
local now_ms, limit = unpack(ARGV, 1, 2)

local now = clock_now(now_ms)
local sums = redis.call('HMGET', meta, 'held', 'balance', 'lots')
local reply = {
  'DUE', int_text(now), int_text(redis.call('ZCARD', open)), sums[1] or '0', sums[2] or '0', sums[3] or '0',
}
local due = redis.call('ZRANGEBYSCORE', open, '-inf', int_text(now), 'WITHSCORES', 'LIMIT', 0, limit)
for _, word in ipairs(due) do
  reply[#reply + 1] = word
end
return reply
