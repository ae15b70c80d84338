#!lua flags=no-writes
-- Holds of one partition whose deadline has passed, oldest first; then those that were set aside, once they have waited
-- for their next try.
-- KEYS: 1 open
-- ARGV: 1 now_ms (0: Redis's)  2 limit  3 retry_ms
-- Replies: DUE now account_id:hold_id...
-- include: int clock aside

local open = unpack(KEYS, 1, 1)
local now_ms, limit, retry_ms = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
local reply = { 'DUE', int_text(now) }
for _, member in ipairs(redis.call('ZRANGEBYSCORE', open, '-inf', int_text(now), 'LIMIT', 0, limit)) do
  reply[#reply + 1] = member
end
local left = tonumber(limit) + 2 - #reply
for _, member in ipairs(left > 0 and aside_tried_before(open, now - tonumber(retry_ms), left) or {}) do
  reply[#reply + 1] = member
end
return reply
