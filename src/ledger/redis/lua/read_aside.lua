#!lua flags=allow-oom
-- A page of the holds of one partition that are set aside, those that were tried longest ago first. Why others were so
-- is forgotten on the way, which frees memory.
-- KEYS: 1 open  2 aside
-- ARGV: 1 now_ms (0: Redis's)  2 after ('' from the start, else as next said)  3 limit
-- Replies: ASIDE next (tried_at_ms:account_id:hold_id of the last one, '' at the end)
--   (account_id:hold_id tried_at_ms since_tries_why)...
-- include: int clock aside

local open, aside = unpack(KEYS, 1, 2)
local now_ms, after, limit = unpack(ARGV, 1, 3)

aside_forget(open, aside, clock_now(now_ms))
local after_tried, after_member = string.match(after, '^(%d+):(.*)$')
local from = ASIDE_FROM + int_of(after_tried)
local rank = redis.call('ZCOUNT', open, '-inf', '(' .. int_text(from))
if after_tried and aside_tried_at(open, after_member) == tonumber(after_tried) then
  rank = redis.call('ZRANK', open, after_member) + 1
end
local words = redis.call('ZRANGE', open, rank, rank + limit - 1, 'WITHSCORES')
local reply = { 'ASIDE', '' }
for at = 1, #words, 2 do
  local member, tried_at = words[at], int_text(tonumber(words[at + 1]) - ASIDE_FROM)
  if at + 1 == 2 * limit then reply[2] = tried_at .. ':' .. member end
  reply[#reply + 1] = member
  reply[#reply + 1] = tried_at
  reply[#reply + 1] = redis.call('HGET', aside, member) or tried_at .. ' 1 '
end
return reply
