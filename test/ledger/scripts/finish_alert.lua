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
local outbox, due, sent, dead = unpack(KEYS, 1, 4)
local now_ms, id, outcome, tries, wait_ms, why, kept = unpack(ARGV, 1, 7)
local now = clock_now(now_ms)
local delivery = delivery_read(outbox, id)
if not delivery or (outcome ~= 'sent' and delivery.tries ~= tonumber(tries)) then return { 'GONE', int_text(now) } end
delivery.taken, delivery.at, delivery.why = '0', now, why
delivery_write(outbox, id, delivery)
if outcome == 'retry' then
  redis.call('ZADD', due, int_text(now + wait_ms), id)
  return { 'FINISHED', int_text(now) }
end
local list = outcome == 'sent' and sent or dead
redis.call('ZREM', due, id)
if outcome == 'sent' then redis.call('ZREM', dead, id) end
redis.call('ZADD', list, int_text(now), id)
local surplus = redis.call('ZCARD', list) - kept
if surplus > 0 then
  for _, old in ipairs(redis.call('ZRANGE', list, 0, surplus - 1)) do
    redis.call('HDEL', outbox, old)
    redis.call('ZREM', list, old)
  end
end
return { 'FINISHED', int_text(now) }