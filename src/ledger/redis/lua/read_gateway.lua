#!lua flags=allow-oom
-- A page of the open holds of one gateway in one partition, in the order of their names; or of the legs that were
-- forwarded from one hold, which stand in the same index under `<TAB>account_id:hold_id`. A version that does not know
-- this index leaves members of holds that it has ended: they are taken out here, where they are met.
-- KEYS: 1 open  2 gateways
-- ARGV: 1 gateway_id  2 after ('' from the start, else account_id:hold_id)  3 limit
-- Replies: GATEWAY next (account_id:hold_id of the last one looked at, '' at the end) account_id:hold_id...

local open, gateways = unpack(KEYS, 1, 2)
local gateway_id, after, limit = unpack(ARGV, 1, 3)

local prefix = gateway_id .. '\t'
local first = after == '' and '[' .. prefix or '(' .. prefix .. after
local members = redis.call('ZRANGEBYLEX', gateways, first, '(' .. gateway_id .. '\n', 'LIMIT', 0, limit)
local reply, ended = { 'GATEWAY', '' }, {}
for _, member in ipairs(members) do
  local name = string.sub(member, #prefix + 1)
  if redis.call('ZSCORE', open, name) then reply[#reply + 1] = name else ended[#ended + 1] = member end
  if #members == tonumber(limit) then reply[2] = name end
end
if #ended > 0 then redis.call('ZREM', gateways, unpack(ended)) end
return reply
