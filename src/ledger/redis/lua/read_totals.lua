#!lua flags=no-writes
-- The sums of one partition, for the gauges.
-- KEYS: 1 meta  2 open
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: TOTALS now open_holds aside_holds held balance lots
-- include: int clock aside

local meta, open = unpack(KEYS, 1, 2)
local now_ms = unpack(ARGV, 1, 1)

local sums = redis.call('HMGET', meta, 'held', 'balance', 'lots')
return {
  'TOTALS', int_text(clock_now(now_ms)), int_text(redis.call('ZCARD', open)), int_text(aside_count(open)),
  sums[1] or '0', sums[2] or '0', sums[3] or '0',
}
