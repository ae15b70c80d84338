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
local meta, epoch_key = unpack(KEYS, 1, 2)
local now_ms, epoch, keep_ms = unpack(ARGV, 1, 3)
local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local known = redis.call('GET', epoch_key) or ''
if known ~= '' and tonumber(epoch) < tonumber(known) then return { 'PASSED', int_text(now), known } end
redis.call('SET', epoch_key, epoch, 'PX', keep_ms)
return { 'BEGUN', int_text(now), known }