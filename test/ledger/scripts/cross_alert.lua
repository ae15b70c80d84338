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
local alerts, outbox, due = unpack(KEYS, 1, 3)
local now_ms, most, fields = unpack(ARGV, 1, 3)
local words = { unpack(ARGV, 4) }
local now = clock_now(now_ms)
local last = 3 * fields
local same, done, changes = true, true, {}
for at = 1, last, 3 do
  local name, expected, wanted = words[at], words[at + 1], words[at + 2]
  local found = redis.call('HGET', alerts, name) or ''
  same, done = same and found == expected, done and found == wanted
  changes[#changes + 1] = name
  changes[#changes + 1] = wanted
end
if done then return { 'CROSSED', int_text(now), '0' } end
if not same or redis.call('HEXISTS', alerts, 'asked') == 0 then return { 'MISSED', int_text(now) } end
redis.call('HSET', alerts, unpack(changes))
local room, dropped = most - redis.call('HLEN', outbox), 0
for at = last + 1, #words, 2 do
  local id, text = words[at], words[at + 1]
  if room > 0 then
    redis.call('HSET', outbox, id, '0\t0\t' .. int_text(now) .. '\t\t' .. text)
    redis.call('ZADD', due, int_text(now), id)
    room = room - 1
  else
    dropped = dropped + 1
  end
end
return { 'CROSSED', int_text(now), int_text(dropped) }