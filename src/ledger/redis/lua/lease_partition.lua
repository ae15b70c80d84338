#!lua flags=allow-oom
-- Take a partition for a while, keep it, or give it back: while one sidecar does a work on it, such as ending its due
-- holds, the others leave that alone. It only saves work, so that Redis's own time to live is good enough.
-- KEYS: 1 lease
-- ARGV: 1 owner  2 lease_ms (0: give it back)
-- Replies: LEASE holder
local lease = unpack(KEYS, 1, 1)
local owner, lease_ms = unpack(ARGV, 1, 2)

local holder = redis.call('GET', lease) or owner
if holder == owner and lease_ms == '0' then
  redis.call('DEL', lease)
elseif holder == owner then
  redis.call('SET', lease, owner, 'PX', lease_ms)
end
return { 'LEASE', holder }
