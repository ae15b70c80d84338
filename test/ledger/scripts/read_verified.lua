#!lua flags=no-writes
local meta, verified = unpack(KEYS, 1, 2)
local marks = redis.call('HMGET', meta, 'partitions', 'journal_trimmed')
if not marks[1] then return { 'STORE_LOST', '0' } end
local reply = { 'VERIFIED', marks[2] and marks[2] ~= '0' and '1' or '' }
for _, word in ipairs(redis.call('HGETALL', verified)) do reply[#reply + 1] = word end
return reply