#!lua flags=no-writes
-- The ids of an account's open holds.
-- KEYS: 1 account open
-- ARGV: 1 limit
-- Replies: HOLDS hold_id...
local ids = redis.call('SMEMBERS', KEYS[1])
local limit = tonumber(ARGV[1])
local reply = { 'HOLDS' }
for i = 1, math.min(limit, #ids) do reply[i + 1] = ids[i] end
return reply
