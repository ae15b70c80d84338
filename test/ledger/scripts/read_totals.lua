#!lua flags=no-writes
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
local ASIDE_FROM = 4000000000000000
local function aside_count(open)
  return redis.call('ZCOUNT', open, int_text(ASIDE_FROM), '+inf')
end
local meta, open = unpack(KEYS, 1, 2)
local now_ms = unpack(ARGV, 1, 1)
local sums = redis.call('HMGET', meta, 'held', 'balance', 'lots')
return {
  'TOTALS', int_text(clock_now(now_ms)), int_text(redis.call('ZCARD', open)), int_text(aside_count(open)),
  sums[1] or '0', sums[2] or '0', sums[3] or '0',
}