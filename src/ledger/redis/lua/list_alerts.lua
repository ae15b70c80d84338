#!lua flags=no-writes
-- A page of the deliveries of one partition that are pending, sent or given up, by when they are due or were so.
-- KEYS: 1 outbox  2 deliveries (the sorted set of those)
-- ARGV: 1 after ('' from the start, else as next said)  2 limit
-- Replies: DELIVERIES next (at_ms:id of the last one, '' at the end) (id at_ms value)...
-- include: int

local outbox, deliveries = unpack(KEYS, 1, 2)
local after, limit = unpack(ARGV, 1, 2)

local after_at, after_id = string.match(after, '^(%d+):(.*)$')
local rank = 0
if after_at then
  rank = redis.call('ZCOUNT', deliveries, '-inf', '(' .. after_at)
  local is_there = redis.call('ZSCORE', deliveries, after_id) == after_at
  if is_there then rank = redis.call('ZRANK', deliveries, after_id) + 1 end
end
local words = redis.call('ZRANGE', deliveries, rank, rank + limit - 1, 'WITHSCORES')
local reply = { 'DELIVERIES', '' }
for at = 1, #words, 2 do
  local id, score = words[at], int_text(tonumber(words[at + 1]))
  if at + 1 == 2 * limit then reply[2] = score .. ':' .. id end
  local value = redis.call('HGET', outbox, id)
  if value then for _, word in ipairs({ id, score, value }) do reply[#reply + 1] = word end end
end
return reply
