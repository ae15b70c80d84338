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
local function aside_tried_before(open, tried_ms, limit)
  return redis.call(
    'ZRANGEBYSCORE', open, int_text(ASIDE_FROM), int_text(ASIDE_FROM + tried_ms), 'LIMIT', 0, int_text(limit)
  )
end
local open = unpack(KEYS, 1, 1)
local now_ms, limit, retry_ms = unpack(ARGV, 1, 3)
local now = clock_now(now_ms)
local reply = { 'DUE', int_text(now) }
for _, member in ipairs(redis.call('ZRANGEBYSCORE', open, '-inf', int_text(now), 'LIMIT', 0, limit)) do
  reply[#reply + 1] = member
end
local left = tonumber(limit) + 2 - #reply
for _, member in ipairs(left > 0 and aside_tried_before(open, now - tonumber(retry_ms), left) or {}) do
  reply[#reply + 1] = member
end
return reply