#!lua flags=no-writes
-- A page of the subjects of an account that have particulars, by name.
-- KEYS: 1 subjects
-- ARGV: 1 after ('' from the start)  2 limit
-- Replies: SUBJECTS next ('' at the end) subject_id...
local subjects = unpack(KEYS, 1, 1)
local after, limit = unpack(ARGV, 1, 2)

local ids = redis.call('SMEMBERS', subjects)
table.sort(ids)
local reply = { 'SUBJECTS', '' }
for _, id in ipairs(ids) do
  if id > after then
    if #reply - 2 == tonumber(limit) then
      reply[2] = reply[#reply]
      return reply
    end
    reply[#reply + 1] = id
  end
end
return reply
