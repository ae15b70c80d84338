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
local function aside_tried_at(open, member)
  local place = tonumber(redis.call('ZSCORE', open, member) or 0)
  if place < ASIDE_FROM then return nil end
  return place - ASIDE_FROM
end
local function aside_forget(open, reasons, now)
  if redis.call('HLEN', reasons) <= aside_count(open) then return end
  for _, member in ipairs(redis.call('HRANDFIELD', reasons, 100)) do
    local place = tonumber(redis.call('ZSCORE', open, member) or ASIDE_FROM - 1)
    if place > now and place < ASIDE_FROM then redis.call('HDEL', reasons, member) end
  end
end
local open, aside = unpack(KEYS, 1, 2)
local now_ms, after, limit = unpack(ARGV, 1, 3)
aside_forget(open, aside, clock_now(now_ms))
local after_tried, after_member = string.match(after, '^(%d+):(.*)$')
local from = ASIDE_FROM + int_of(after_tried)
local rank = redis.call('ZCOUNT', open, '-inf', '(' .. int_text(from))
if after_tried and aside_tried_at(open, after_member) == tonumber(after_tried) then
  rank = redis.call('ZRANK', open, after_member) + 1
end
local words = redis.call('ZRANGE', open, rank, rank + limit - 1, 'WITHSCORES')
local reply = { 'ASIDE', '' }
for at = 1, #words, 2 do
  local member, tried_at = words[at], int_text(tonumber(words[at + 1]) - ASIDE_FROM)
  if at + 1 == 2 * limit then reply[2] = tried_at .. ':' .. member end
  reply[#reply + 1] = member
  reply[#reply + 1] = tried_at
  reply[#reply + 1] = redis.call('HGET', aside, member) or tried_at .. ' 1 '
end
return reply