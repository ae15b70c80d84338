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
local function absent_reply(account, now, meta)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
local meta, account_key, alerts, alerting = unpack(KEYS, 1, 4)
local now_ms, account_id, asked, watched = unpack(ARGV, 1, 4)
local now = clock_now(now_ms)
local state, root = unpack(redis.call('HMGET', account_key, 'state', 'root'))
local absent = absent_reply({ state = state, root = root }, now, meta)
if absent then return absent end
if asked == '' then
  redis.call('DEL', alerts)
else
  redis.call('HSET', alerts, 'asked', asked)
end
if watched == '1' then
  redis.call('ZADD', alerting, 0, account_id)
else
  redis.call('ZREM', alerting, account_id)
end
return { 'ALERTS', int_text(now) }