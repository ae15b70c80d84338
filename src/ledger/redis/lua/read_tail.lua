#!lua flags=no-writes
-- One page of a partition's journal, whatever the account, for those who read all of it.
-- KEYS: 1 meta  2 journal
-- ARGV: 1 after_id ('0-0' from the oldest)  2 count
-- Replies: TAIL missed ('1': entries after after_id were trimmed) (id entry)... | STORE_LOST 0
-- include: int stream

local trimmed_to = redis.call('HMGET', KEYS[1], 'journal_trimmed_to', 'partitions')
if not trimmed_to[2] then return { 'STORE_LOST', '0' } end
local missed = ARGV[1] ~= '0-0' and trimmed_to[1] and stream_before(ARGV[1], trimmed_to[1])
local reply = { 'TAIL', missed and '1' or '' }
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
  reply[#reply + 1] = entry[1]
  reply[#reply + 1] = entry[2][2]
end
return reply
