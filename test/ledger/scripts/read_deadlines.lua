#!lua flags=no-writes
local INT_MAX = 9007199254740991
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function bytes_before(a, b)
  for at = 1, math.min(#a, #b) do
    local x, y = string.byte(a, at), string.byte(b, at)
    if x ~= y then return x < y end
  end
  return #a < #b
end
local open = unpack(KEYS, 1, 1)
local score, after, limit = unpack(ARGV, 1, 3)
local most = tonumber(limit)
local rank = 0
if score ~= '-inf' then
  if tonumber(redis.call('ZSCORE', open, after) or '-1') == tonumber(score) then
    rank = redis.call('ZRANK', open, after) + 1
  else
    rank = redis.call('ZCOUNT', open, '-inf', '(' .. score)
    local low, high = rank, rank + redis.call('ZCOUNT', open, score, score)
    while low < high do
      local middle = math.floor((low + high) / 2)
      local name = redis.call('ZRANGE', open, middle, middle)[1]
      if bytes_before(after, name) then high = middle else low = middle + 1 end
    end
    rank = low
  end
end
local words = redis.call('ZRANGE', open, rank, rank + most, 'WITHSCORES')
local reply = { 'DEADLINES', #words > 2 * most and '1' or '' }
for at = 1, math.min(#words, 2 * most), 2 do
  reply[#reply + 1] = int_text(tonumber(words[at + 1]))
  reply[#reply + 1] = words[at]
end
return reply