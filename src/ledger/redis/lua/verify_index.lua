#!lua flags=no-writes
-- Some members of an index of open holds, as it stands at one place of the journal.
-- KEYS: 1 journal  2 index (a sorted set)
-- ARGV: 1 cursor ('0' at the start)  2 count
-- Replies: INDEX position cursor ('0' at the end) member...
-- include: int stream

local journal, index = unpack(KEYS, 1, 2)
local cursor, count = unpack(ARGV, 1, 2)

local facts = stream_facts(journal)
local page = redis.call('ZSCAN', index, cursor, 'COUNT', count)
local reply = { 'INDEX', facts and facts['last-generated-id'] or '0-0', page[1] }
for i = 1, #page[2], 2 do reply[#reply + 1] = page[2][i] end
return reply
