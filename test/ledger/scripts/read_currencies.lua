#!lua flags=no-writes
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
local meta, journal = unpack(KEYS, 1, 2)
local now_ms = unpack(ARGV, 1, 1)
local now = clock_now(now_ms)
local fields = redis.call('HGETALL', meta)
if #fields == 0 then return { 'STORE_LOST', int_text(now) } end
local currencies, moved = {}, redis.call('XLEN', journal) > 0
for at = 1, #fields, 2 do
  local name, value = fields[at], fields[at + 1]
  currencies[#currencies + 1] = string.match(name, '^currency:(.+)$')
  if name == 'balance' or name == 'held' then moved = moved or int_of(value) ~= 0 end
end
local unmarked = moved and #currencies == 0
return { 'CURRENCIES', int_text(now), unmarked and '1' or '', unpack(currencies) }