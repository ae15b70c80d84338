#!lua flags=allow-oom
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