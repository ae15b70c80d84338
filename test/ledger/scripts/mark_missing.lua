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
local lists, missing = unpack(KEYS, 1, 2)
local now_ms, epoch, began_ms, keep_missing_ms = unpack(ARGV, 1, 4)
local members = { unpack(ARGV, 5) }
local now = clock_now(now_ms)
local known = redis.call('HGET', lists, 'epoch') or ''
if known ~= epoch then return { 'EPOCH', int_text(now), known } end
redis.call('ZREMRANGEBYSCORE', missing, '-inf', int_text(now - tonumber(keep_missing_ms)))
local reply, scored = { 'MISSING_SINCE', int_text(now) }, {}
for i, since in ipairs(#members > 0 and redis.call('ZMSCORE', missing, unpack(members)) or {}) do
  reply[#reply + 1] = since and int_text(tonumber(since)) or ''
  scored[#scored + 1] = began_ms
  scored[#scored + 1] = members[i]
end
if #scored > 0 then redis.call('ZADD', missing, 'LT', unpack(scored)) end
redis.call('PEXPIRE', missing, keep_missing_ms)
return reply