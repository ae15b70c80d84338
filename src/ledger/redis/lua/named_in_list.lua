#!lua flags=no-writes
-- Which of these holds a complete list of active legs names. One that gave its place to another list names nothing any
-- more, which must not read as if all were missing.
-- KEYS: 1 lists  2 legs
-- ARGV: 1 slot (of the list)  2 list_id  3 member (account_id:hold_id)...
-- Replies: NAMED flag (of each: '1' or '0')... | GONE

local lists, legs = unpack(KEYS, 1, 2)
local slot, list_id = unpack(ARGV, 1, 2)
local members = { unpack(ARGV, 3) }

local id = string.match(redis.call('HGET', lists, slot) or '', '^%d+ %d+ %d+ %d+ (.*)$')
if id ~= list_id or redis.call('SISMEMBER', legs, '#1') == 0 then return { 'GONE' } end
local reply = { 'NAMED' }
for _, is_named in ipairs(redis.call('SMISMEMBER', legs, unpack(members))) do
  reply[#reply + 1] = is_named == 1 and '1' or '0'
end
return reply
