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
local meta, account_key = unpack(KEYS, 1, 2)
local now_ms, root = unpack(ARGV, 1, 2)
local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local known_root = redis.call('HGET', account_key, 'root')
if known_root and known_root ~= root then return { 'CONFLICT', int_text(now) } end
if not known_root then redis.call('HSET', account_key, 'root', root) end
return { 'STUB', int_text(now) }