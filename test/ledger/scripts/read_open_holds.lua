#!lua flags=no-writes
local function bytes_before(a, b)
  for at = 1, math.min(#a, #b) do
    local x, y = string.byte(a, at), string.byte(b, at)
    if x ~= y then return x < y end
  end
  return #a < #b
end
local account_key, account_open = unpack(KEYS, 1, 2)
local account_id, after, limit = unpack(ARGV, 1, 3)
local most = tonumber(limit)
local own = account_id .. ':'
if string.sub(after, 1, #own) == own then after = string.sub(after, #own) end
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