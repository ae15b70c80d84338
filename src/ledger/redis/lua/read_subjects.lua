#!lua flags=allow-oom
-- A page of the subjects of an account that have particulars, by name.
-- KEYS: 1 subjects
-- ARGV: 1 after ('' from the start)  2 limit
-- Replies: SUBJECTS next ('' at the end) subject_id...
-- include: subjects

local subjects = unpack(KEYS, 1, 1)
local after, limit = unpack(ARGV, 1, 2)

subjects_order(subjects)
local first = after == '' and '-' or '(' .. after
-- One more than is given tells whether there is another page.
local ids = redis.call('ZRANGEBYLEX', subjects, first, '+', 'LIMIT', 0, limit + 1)
local reply = { 'SUBJECTS', '' }
for at = 1, math.min(#ids, limit) do reply[at + 2] = ids[at] end
if #ids > tonumber(limit) then reply[2] = reply[#reply] end
return reply
