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
local function delivery_read(outbox, id)
  local value = redis.call('HGET', outbox, id)
  if not value then return nil end
  local tries, taken, at, why, text = string.match(value, '^(%d+)\t(%d)\t(%d+)\t([^\t]*)\t(.*)$')
  return { tries = tonumber(tries), taken = taken, at = tonumber(at), why = why, text = text }
end
local function delivery_write(outbox, id, d)
  local words = { int_text(d.tries), d.taken, int_text(d.at), d.why, d.text }
  redis.call('HSET', outbox, id, table.concat(words, '\t'))
end
local outbox, due, dead = unpack(KEYS, 1, 3)
local now_ms, only, limit = unpack(ARGV, 1, 3)
local now = clock_now(now_ms)
local ids = { only }
if only == '' then ids = redis.call('ZRANGE', dead, 0, limit - 1) end
local count = 0
for _, id in ipairs(ids) do
  local delivery = redis.call('ZSCORE', dead, id) and delivery_read(outbox, id)
  redis.call('ZREM', dead, id)
  if delivery then
    delivery.tries, delivery.taken, delivery.at = 0, '0', now
    delivery_write(outbox, id, delivery)
    redis.call('ZADD', due, int_text(now), id)
    count = count + 1
  end
end
return { 'RESENT', int_text(now), int_text(count) }