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
local function stream_before(id, other)
  local ms, number = string.match(id, '^(%d+)-?(%d*)$')
  local other_ms, other_number = string.match(other, '^(%d+)-?(%d*)$')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  if ms ~= other_ms then return ms < other_ms end
  return (tonumber(number) or 0) < (tonumber(other_number) or 0)
end
local meta, verified = unpack(KEYS, 1, 2)
local now_ms, position = unpack(ARGV, 1, 2)
local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local known = redis.call('HGET', verified, 'position')
if known and stream_before(position, known) then position = known end
redis.call('HSET', verified, 'position', position, 'at_ms', int_text(now), unpack(ARGV, 3))
return { 'VERIFIED', int_text(now), position }