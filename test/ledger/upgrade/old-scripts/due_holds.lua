#!lua flags=no-writes
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
local sums = redis.call('HMGET', KEYS[1], 'held', 'balance', 'lots')
local reply = { 'DUE', int_text(now), int_text(redis.call('ZCARD', KEYS[2])), sums[1] or '0', sums[2] or '0', sums[3] or '0' }
for _, word in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', int_text(now), 'WITHSCORES', 'LIMIT', 0, ARGV[2])) do
  reply[#reply + 1] = word
end
return reply