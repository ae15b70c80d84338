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
local meta, accounts = unpack(KEYS, 1, 2)
local now_ms, step = unpack(ARGV, 1, 2)
local hashes, ids = { unpack(KEYS, 3) }, { unpack(ARGV, 3) }
local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
if step == 'done' then redis.call('HSET', meta, 'accounts_listed', '1') end
for at, hash in ipairs(hashes) do
  if redis.call('HGET', hash, 'state') then redis.call('ZADD', accounts, 0, ids[at]) end
end
return { 'LISTED', int_text(now), redis.call('HGET', meta, 'accounts_listed') or '' }