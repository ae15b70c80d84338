#!lua flags=no-writes
-- Which sidecars work on a partition just now.
-- KEYS: any (the leases of a partition, one for each purpose)
-- ARGV: none
-- Replies: LEASES holder... ('' nobody)

local reply = { 'LEASES' }
for i, lease in ipairs(KEYS) do reply[i + 1] = redis.call('GET', lease) or '' end
return reply
