#!lua flags=no-writes
-- What an account wants to be told, what it was told, and what the accounts above it want.
-- KEYS: 1 alerts  then those of the accounts above it, the nearest first...
-- ARGV: none
-- Replies: ALERTS fields (field value)... asked_above...
-- include: int

local alerts = unpack(KEYS, 1, 1)
local above = { unpack(KEYS, 2) }
local own = redis.call('HGETALL', alerts)
local reply = { 'ALERTS', int_text(#own / 2) }
for _, word in ipairs(own) do reply[#reply + 1] = word end
for _, key in ipairs(above) do reply[#reply + 1] = redis.call('HGET', key, 'asked') or '' end
return reply
