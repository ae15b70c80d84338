#!lua flags=allow-oom
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
local meta, open = unpack(KEYS, 1, 2)
local now_ms, from, limit = unpack(ARGV, 1, 3)
local now = clock_now(now_ms)
if from == '' and redis.call('EXISTS', meta) == 1 then redis.call('HSET', meta, 'layout', '2') end
if from == '' or redis.call('HGET', meta, 'layout') == '2' then return { 'CURRENT', int_text(now) } end
local reply = { 'OLDER', int_text(now) }
for _, member in ipairs(redis.call('ZRANGE', open, from, tonumber(from) + tonumber(limit) - 1)) do
  reply[#reply + 1] = member
end
return reply