#!lua
local INT_MAX = 9007199254740991
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local meta = unpack(KEYS, 1, 1)
local now_ms = unpack(ARGV, 1, 1)
local mark = { unpack(ARGV, 2) }
redis.call('DEL', meta)
if #mark > 0 then redis.call('HSET', meta, unpack(mark)) end
return { 'MARKED', int_text(clock_now(now_ms)) }