#!lua flags=no-writes
-- Some keys of the node that has this partition, of all partitions there.
-- KEYS: 1 meta
-- ARGV: 1 cursor ('0' at the start)  2 pattern  3 count
-- Replies: KEYS cursor ('0' at the end) key... | STORE_LOST 0

local meta = unpack(KEYS, 1, 1)
local cursor, pattern, count = unpack(ARGV, 1, 3)

if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', '0' } end
local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', count)
local reply = { 'KEYS', page[1] }
for _, key in ipairs(page[2]) do reply[#reply + 1] = key end
return reply
