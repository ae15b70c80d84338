#!lua flags=no-writes
-- One page of a partition's journal, whatever the account, for those who read all of it.
-- KEYS: 1 meta  2 journal
-- ARGV: 1 after_id ('0-0' from the oldest, '$' for the newest entry alone)  2 count
-- Replies: TAIL missed ('1': entries after after_id were trimmed) (id entry)... | STORE_LOST 0
-- include: int stream

local meta, journal = unpack(KEYS, 1, 2)
local after_id, count = unpack(ARGV, 1, 2)

local marks = redis.call('HMGET', meta, 'journal_trimmed_to', 'partitions')
if not marks[2] then return { 'STORE_LOST', '0' } end
local missed, found = false, nil
if after_id == '$' then
  found = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)
else
  missed = after_id ~= '0-0' and marks[1] and stream_before(after_id, marks[1])
  found = redis.call('XRANGE', journal, '(' .. after_id, '+', 'COUNT', count)
end
local reply = { 'TAIL', missed and '1' or '' }
for _, entry in ipairs(found) do
  reply[#reply + 1] = entry[1]
  reply[#reply + 1] = entry[2][2]
end
return reply
