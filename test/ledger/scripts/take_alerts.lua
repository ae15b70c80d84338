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
local outbox, due, dead = unpack(KEYS, 1, 3)
local now_ms, limit, taken_ms = unpack(ARGV, 1, 3)
local now = clock_now(now_ms)
local found = redis.call('ZRANGEBYSCORE', due, '-inf', int_text(now), 'LIMIT', 0, limit)
local reply = { 'TAKEN', int_text(now), '', int_text(redis.call('ZCARD', dead)), '' }
for _, id in ipairs(found) do
  local delivery = delivery_read(outbox, id)
  if delivery then
    delivery.tries = delivery.tries + 1
    local uncertain = delivery.taken
    delivery.taken, delivery.at = '1', now
    delivery_write(outbox, id, delivery)
    redis.call('ZADD', due, int_text(now + taken_ms), id)
    for _, word in ipairs({ id, int_text(delivery.tries), uncertain, delivery.text }) do reply[#reply + 1] = word end
  else
    redis.call('ZREM', due, id)
  end
end
reply[3] = int_text(redis.call('ZCARD', due))
local first = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
reply[5] = first[2] and int_text(tonumber(first[2])) or ''
return reply