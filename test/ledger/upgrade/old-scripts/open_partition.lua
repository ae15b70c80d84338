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
if redis.call('EXISTS', KEYS[1]) == 0 then
  if ARGV[4] == 'look' or ARGV[4] == 'done' then return { 'ABSENT', int_text(now) } end
  redis.call('HSET', KEYS[1], 'instance_id', ARGV[2], 'generation', '1', 'partitions', ARGV[3], 'created_at_ms', int_text(now), 'held', '0',
    'balance', '0')
  if ARGV[4] == 'claim' then redis.call('HSET', KEYS[1], 'creating', '1') end
elseif ARGV[4] == 'done' then
  redis.call('HDEL', KEYS[1], 'creating')
end
local meta = redis.call('HMGET', KEYS[1], 'instance_id', 'generation', 'partitions', 'creating')
return { 'META', int_text(now), meta[1] or '', meta[2] or '', meta[3] or '', meta[4] or '' }