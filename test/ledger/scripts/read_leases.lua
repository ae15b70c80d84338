#!lua flags=no-writes
local reply = { 'LEASES' }
for i, lease in ipairs(KEYS) do reply[i + 1] = redis.call('GET', lease) or '' end
return reply