#!lua flags=allow-oom
-- Take deliveries that are due, for as long as sending them may take: what is not told of by then is due again.
-- KEYS: 1 outbox  2 due  3 dead
-- ARGV: 1 now_ms (0: Redis's)  2 limit  3 taken_ms
-- Replies: TAKEN now pending dead next_due_ms ('' none) (id tries uncertain ('1': taken before, and never told of)
--   text)...
-- include: int clock delivery

local outbox, due, dead = unpack(KEYS, 1, 3)
local now_ms, limit, taken_ms = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
local found = redis.call('ZRANGEBYSCORE', due, '-inf', int_text(now), 'LIMIT', 0, limit)
local reply = { 'TAKEN', int_text(now), '', int_text(redis.call('ZCARD', dead)), '' }
for _, id in ipairs(found) do
  local delivery = delivery_read(outbox, id)
  if delivery then
    delivery.tries = delivery.tries + 1
    local uncertain = delivery.taken
    delivery.taken, delivery.at = '1', now
    delivery_write(outbox, id, delivery)
    redis.call('ZADD', due, int_text(now + taken_ms), id)
    for _, word in ipairs({ id, int_text(delivery.tries), uncertain, delivery.text }) do reply[#reply + 1] = word end
  else
    redis.call('ZREM', due, id)
  end
end
reply[3] = int_text(redis.call('ZCARD', due))
local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
reply[5] = first[2] and int_text(tonumber(first[2])) or ''
return reply
