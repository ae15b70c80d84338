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
local keys = { unpack(KEYS, 1) }
local now_ms = unpack(ARGV, 1, 1)
local now = clock_now(now_ms)
local reply = { 'DUMP', int_text(now) }
for _, key in ipairs(keys) do
  local kind, list = redis.call('TYPE', key).ok, {}
  if kind == 'string' then list = { redis.call('GET', key) } end
  if kind == 'hash' then list = redis.call('HGETALL', key) end
  if kind == 'zset' then list = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  if kind == 'set' then list = redis.call('SMEMBERS', key) end
  local left = redis.call('PTTL', key)
  reply[#reply + 1] = kind
  reply[#reply + 1] = left > 0 and int_text(now + left) or '0'
  reply[#reply + 1] = int_text(#list)
  for _, word in ipairs(list) do reply[#reply + 1] = word end
end
return reply