#!lua flags=no-writes
-- A page of the open holds of an account and of those under it, in the order of their names: a page is found by the
-- name where the last one ended, so that a walk meets every hold that is open all the while, however many there are.
-- KEYS: 1 account_key  2 account_open
-- ARGV: 1 account_id  2 after ('' from the start, else account_id:hold_id)  3 limit
-- Replies: HOLDS next (account_id:hold_id of the last one, '' at the end) account_id:hold_id...
-- include: bytes

local account_key, account_open = unpack(KEYS, 1, 2)
local account_id, after, limit = unpack(ARGV, 1, 3)

local most = tonumber(limit)
-- The account's own holds are called `:hold_id` here; see include/open.lua.
local own = account_id .. ':'
if string.sub(after, 1, #own) == own then after = string.sub(after, #own) end
-- Both lists are in order: the names of the set, and the few that are fields.
local names = redis.call('ZRANGEBYLEX', account_open, after == '' and '-' or '(' .. after, '+', 'LIMIT', 0, most + 1)
local few = {}
local fields = redis.call('HGETALL', account_key)
for i = 1, #fields, 2 do
  local name = string.match(fields[i], '^h:(.+)$')
  if name and (after == '' or bytes_before(after, name)) then few[#few + 1] = name end
end
table.sort(few, bytes_before)
local reply, at, few_at = { 'HOLDS', '' }, 1, 1
while names[at] or few[few_at] do
  if #reply - 2 == most then
    reply[2] = reply[#reply]
    return reply
  end
  local name = names[at]
  if not name or few[few_at] and bytes_before(few[few_at], name) then
    name, few_at = few[few_at], few_at + 1
  else
    at = at + 1
  end
  reply[#reply + 1] = string.sub(name, 1, 1) == ':' and account_id .. name or name
end
return reply
