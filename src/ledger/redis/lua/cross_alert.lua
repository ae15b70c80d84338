#!lua
-- Claim that an account has crossed a line, and put what is to be said about it into the outbox: both or nothing, so
-- that it is said once, whoever else has seen it. The same claim again changes nothing.
-- KEYS: 1 alerts  2 outbox  3 due
-- ARGV: 1 now_ms (0: Redis's)  2 most (deliveries in the outbox)  3 fields  then of each field: its name, what it must
--   hold ('' nothing), and what it holds then; then of each delivery: its id, and its text...
-- Replies: CROSSED now dropped (deliveries for which there was no room) | MISSED now
-- include: int clock

local alerts, outbox, due = unpack(KEYS, 1, 3)
local now_ms, most, fields = unpack(ARGV, 1, 3)
local words = { unpack(ARGV, 4) }

local now = clock_now(now_ms)
local last = 3 * fields
local same, done, changes = true, true, {}
for at = 1, last, 3 do
  local name, expected, wanted = words[at], words[at + 1], words[at + 2]
  local found = redis.call('HGET', alerts, name) or ''
  same, done = same and found == expected, done and found == wanted
  changes[#changes + 1] = name
  changes[#changes + 1] = wanted
end
if done then return { 'CROSSED', int_text(now), '0' } end
-- Who does not want to be told any more is not told.
if not same or redis.call('HEXISTS', alerts, 'asked') == 0 then return { 'MISSED', int_text(now) } end
redis.call('HSET', alerts, unpack(changes))
local room, dropped = most - redis.call('HLEN', outbox), 0
for at = last + 1, #words, 2 do
  local id, text = words[at], words[at + 1]
  if room > 0 then
    redis.call('HSET', outbox, id, '0\t0\t' .. int_text(now) .. '\t\t' .. text)
    redis.call('ZADD', due, int_text(now), id)
    room = room - 1
  else
    dropped = dropped + 1
  end
end
return { 'CROSSED', int_text(now), int_text(dropped) }
