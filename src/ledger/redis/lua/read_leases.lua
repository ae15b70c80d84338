#!lua flags=no-writes
-- Which sidecars work on a partition just now.
-- KEYS: 1 lease  2 verify_lease
-- ARGV: none
-- Replies: LEASES sweeping ('' nobody) verifying ('' nobody)

local lease, verify_lease = unpack(KEYS, 1, 2)
return { 'LEASES', redis.call('GET', lease) or '', redis.call('GET', verify_lease) or '' }
