#!lua flags=no-writes
local meta, accounts = unpack(KEYS, 1, 2)
local first, last, limit = unpack(ARGV, 1, 3)
local partitions, listed = unpack(redis.call('HMGET', meta, 'partitions', 'accounts_listed'))
if not partitions then return { 'STORE_LOST', '0' } end
local ids = redis.call('ZRANGEBYLEX', accounts, first, last, 'LIMIT', 0, limit + 1)
local reply = { 'ACCOUNTS', '', listed and '1' or '0' }
for at = 1, math.min(#ids, limit) do reply[#reply + 1] = ids[at] end
if #ids > tonumber(limit) then reply[2] = reply[#reply] end
return reply