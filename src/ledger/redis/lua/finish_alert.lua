#!lua flags=allow-oom
-- Say what became of a delivery that was taken: sent, to be tried again, or given up. A few that are over are kept, to
-- be looked at.
-- KEYS: 1 outbox  2 due  3 sent  4 dead
-- ARGV: 1 now_ms (0: Redis's)  2 id  3 outcome (sent, retry or dead)  4 tries (as it was taken)  5 wait_ms (of a retry)
--   6 why  7 kept (of each list)
-- Replies: FINISHED now | GONE now
-- include: int clock delivery

local outbox, due, sent, dead = unpack(KEYS, 1, 4)
local now_ms, id, outcome, tries, wait_ms, why, kept = unpack(ARGV, 1, 7)

local now = clock_now(now_ms)
local delivery = delivery_read(outbox, id)
-- Somebody has taken it again meanwhile, and will say what became of that; but what is sent is sent.
if not delivery or (outcome ~= 'sent' and delivery.tries ~= tonumber(tries)) then return { 'GONE', int_text(now) } end
delivery.taken, delivery.at, delivery.why = '0', now, why
delivery_write(outbox, id, delivery)
if outcome == 'retry' then
  redis.call('ZADD', due, int_text(now + wait_ms), id)
  return { 'FINISHED', int_text(now) }
end
local list = outcome == 'sent' and sent or dead
redis.call('ZREM', due, id)
if outcome == 'sent' then redis.call('ZREM', dead, id) end
redis.call('ZADD', list, int_text(now), id)
local surplus = redis.call('ZCARD', list) - kept
if surplus > 0 then
  for _, old in ipairs(redis.call('ZRANGE', list, 0, surplus - 1)) do
    redis.call('HDEL', outbox, old)
    redis.call('ZREM', list, old)
  end
end
return { 'FINISHED', int_text(now) }
