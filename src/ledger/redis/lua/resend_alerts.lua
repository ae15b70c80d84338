#!lua
-- Make deliveries that were given up due again: one, or all of a partition.
-- KEYS: 1 outbox  2 due  3 dead
-- ARGV: 1 now_ms (0: Redis's)  2 only (an id; '' all)  3 limit
-- Replies: RESENT now count
-- include: int clock delivery

local outbox, due, dead = unpack(KEYS, 1, 3)
local now_ms, only, limit = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
local ids = { only }
if only == '' then ids = redis.call('ZRANGE', dead, 0, limit - 1) end
local count = 0
for _, id in ipairs(ids) do
  local delivery = redis.call('ZSCORE', dead, id) and delivery_read(outbox, id)
  redis.call('ZREM', dead, id)
  if delivery then
    delivery.tries, delivery.taken, delivery.at = 0, '0', now
    delivery_write(outbox, id, delivery)
    redis.call('ZADD', due, int_text(now), id)
    count = count + 1
  end
end
return { 'RESENT', int_text(now), int_text(count) }
