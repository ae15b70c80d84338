#!lua flags=no-writes
-- The subjects of an account that have particulars.
-- KEYS: 1 subjects
-- ARGV: 1 limit
-- Replies: SUBJECTS subject_id...
local ids = redis.call('SMEMBERS', KEYS[1])
table.sort(ids)
local reply = { 'SUBJECTS' }
for i = 1, math.min(tonumber(ARGV[1]), #ids) do reply[i + 1] = ids[i] end
return reply
