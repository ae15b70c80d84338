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
local recharges = unpack(KEYS, 1, 1)
local now_ms, limit, hidden_ms = unpack(ARGV, 1, 3)
local now = clock_now(now_ms)
local reply = { 'DUE', int_text(now) }
for _, account_id in ipairs(redis.call('ZRANGEBYSCORE', recharges, '-inf', int_text(now), 'LIMIT', 0, limit)) do
  redis.call('ZADD', recharges, int_text(now + tonumber(hidden_ms)), account_id)
  reply[#reply + 1] = account_id
end
return reply