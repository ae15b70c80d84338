#!lua
local ARGV = (function(joined)
local args, n = {}, 0
for word in string.gmatch(joined, '([^\31]*)\31') do
n = n + 1
args[n] = word
end
return args
end)(ARGV[1])
local INT_MAX = 9007199254740991
local int_texts = {}
local function int_text(n)
  local text = int_texts[n]
  if text then return text end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  text = n == 0 and '0' or string.format('%.0f', n)
  int_texts[n] = text
  return text
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local now = clock_now(ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end
local root = redis.call('HGET', KEYS[2], 'root')
if root and root ~= ARGV[2] then return { 'CONFLICT', int_text(now) } end
if not root then redis.call('HSET', KEYS[2], 'root', ARGV[2]) end
return { 'STUB', int_text(now) }