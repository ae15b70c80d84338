#!lua flags=no-writes
local lease, verify_lease = unpack(KEYS, 1, 2)
return { 'LEASES', redis.call('GET', lease) or '', redis.call('GET', verify_lease) or '' }