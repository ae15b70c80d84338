#!lua flags=no-writes
local checkpoints = unpack(KEYS, 1, 1)
local cursor, count = unpack(ARGV, 1, 2)
local page = redis.call('HSCAN', checkpoints, cursor, 'COUNT', count)
local reply = { 'CHECKPOINTS', page[1] }
for _, word in ipairs(page[2]) do reply[#reply + 1] = word end
return reply