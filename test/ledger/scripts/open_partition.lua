#!lua
local INT_MAX = 9007199254740991
local function int_exact(n, from)
  if not n or n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then
    error('not an exact integer: ' .. tostring(from))
  end
  return n
end
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function int_of(text, fallback)
  if not text or text == '' then return fallback or 0 end
  return int_exact(tonumber(text), text)
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local meta = unpack(KEYS, 1, 1)
local now_ms, instance_id, partitions, step, generation, follows = unpack(ARGV, 1, 6)
local now = clock_now(now_ms)
if step == 'accept' then
  if int_of(redis.call('HGET', meta, 'generation')) < int_of(generation) then
    redis.call('HSET', meta, 'instance_id', instance_id, 'generation', generation, 'follows', follows)
    redis.call('HSETNX', meta, 'partitions', partitions)
    redis.call('HSETNX', meta, 'created_at_ms', int_text(now))
    redis.call('HSETNX', meta, 'held', '0')
    redis.call('HSETNX', meta, 'balance', '0')
    redis.call('HDEL', meta, 'creating')
  end
elseif redis.call('EXISTS', meta) == 0 then
  if step == 'look' or step == 'done' then return { 'ABSENT', int_text(now) } end
  redis.call(
    'HSET', meta, 'instance_id', instance_id, 'generation', generation, 'partitions', partitions,
    'created_at_ms', int_text(now), 'held', '0', 'balance', '0', 'layout', '2', 'accounts_listed', '1'
  )
  if step == 'claim' then redis.call('HSET', meta, 'creating', '1') end
elseif step == 'done' then
  redis.call('HDEL', meta, 'creating')
end
local mark = redis.call('HMGET', meta, 'instance_id', 'generation', 'partitions', 'creating', 'follows', 'layout')
local reply = { 'META', int_text(now) }
for i = 1, 6 do reply[i + 2] = mark[i] or '' end
return reply