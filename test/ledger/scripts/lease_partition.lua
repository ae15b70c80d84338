#!lua flags=allow-oom
local lease = unpack(KEYS, 1, 1)
local owner, lease_ms = unpack(ARGV, 1, 2)
local holder = redis.call('GET', lease) or owner
if holder == owner and lease_ms == '0' then
  redis.call('DEL', lease)
elseif holder == owner then
  redis.call('SET', lease, owner, 'PX', lease_ms)
end
return { 'LEASE', holder }