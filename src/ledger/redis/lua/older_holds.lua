#!lua flags=allow-oom
-- A page of the open holds of a partition that an older version may have stored, to be adopted one by one; after the
-- last page the partition is marked as one that has none.
-- KEYS: 1 meta  2 open
-- ARGV: 1 now_ms (0: Redis's)  2 from (how many were given already; '' there are no more)  3 limit
-- Replies: CURRENT now | OLDER now (account_id:hold_id)...
-- include: int clock

local meta, open = unpack(KEYS, 1, 2)
local now_ms, from, limit = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
if from == '' and redis.call('EXISTS', meta) == 1 then redis.call('HSET', meta, 'layout', '2') end
if from == '' or redis.call('HGET', meta, 'layout') == '2' then return { 'CURRENT', int_text(now) } end
local reply = { 'OLDER', int_text(now) }
for _, member in ipairs(redis.call('ZRANGE', open, from, tonumber(from) + tonumber(limit) - 1)) do
  reply[#reply + 1] = member
end
return reply
