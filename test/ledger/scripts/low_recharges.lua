#!lua flags=no-writes
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
local thresholds = unpack(KEYS, 1, 1)
local now_ms = unpack(ARGV, 1, 1)
local balances = { unpack(ARGV, 2) }
local now = clock_now(now_ms)
local reply = { 'LOW', int_text(now) }
local ids = {}
for i = 1, #balances, 2 do ids[#ids + 1] = balances[i] end
local known = #ids > 0 and redis.call('HMGET', thresholds, unpack(ids)) or {}
for i, account_id in ipairs(ids) do
  if known[i] and tonumber(balances[2 * i]) < tonumber(known[i]) then
    reply[#reply + 1] = account_id
  end
end
return reply