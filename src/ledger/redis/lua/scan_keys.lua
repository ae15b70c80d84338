#!lua flags=no-writes
-- Some keys of the node that has this partition, of all partitions there.
-- KEYS: any (one of the node)
-- ARGV: 1 cursor ('0' at the start)  2 pattern  3 count
-- Replies: KEYS cursor ('0' at the end) key...

local cursor, pattern, count = unpack(ARGV, 1, 3)

local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', count)
local reply = { 'KEYS', page[1] }
for _, key in ipairs(page[2]) do reply[#reply + 1] = key end
return reply
