#!lua flags=no-writes
local meta = unpack(KEYS, 1, 1)
local cursor, pattern, count = unpack(ARGV, 1, 3)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', '0' } end
local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', count)
local reply = { 'KEYS', page[1] }
for _, key in ipairs(page[2]) do reply[#reply + 1] = key end
return reply