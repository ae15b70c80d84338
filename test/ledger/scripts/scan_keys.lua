#!lua flags=no-writes
local cursor, pattern, count = unpack(ARGV, 1, 3)
local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', count)
local reply = { 'KEYS', page[1] }
for _, key in ipairs(page[2]) do reply[#reply + 1] = key end
return reply