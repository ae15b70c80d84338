#!lua flags=allow-oom
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
local ASIDE_FROM = 4000000000000000
local function aside_count(open)
  return redis.call('ZCOUNT', open, int_text(ASIDE_FROM), '+inf')
end
local function aside_forget(open, reasons, now)
  if redis.call('HLEN', reasons) <= aside_count(open) then return end
  for _, member in ipairs(redis.call('HRANDFIELD', reasons, 100)) do
    local place = tonumber(redis.call('ZSCORE', open, member) or ASIDE_FROM - 1)
    if place > now and place < ASIDE_FROM then redis.call('HDEL', reasons, member) end
  end
end
local open, aside = unpack(KEYS, 1, 2)
local now_ms, account_id, hold_id, why = unpack(ARGV, 1, 4)
local now = clock_now(now_ms)
local member = account_id .. ':' .. hold_id
if not redis.call('ZSCORE', open, member) then return { 'ENDED', int_text(now) } end
aside_forget(open, aside, now)
local since, tries = string.match(redis.call('HGET', aside, member) or '', '^(%d+) (%d+) ')
tries = int_text(int_of(tries) + 1)
redis.call('ZADD', open, int_text(ASIDE_FROM + now), member)
redis.call('HSET', aside, member, table.concat({ since or int_text(now), tries, why }, ' '))
return { 'ASIDE', int_text(now), tries }