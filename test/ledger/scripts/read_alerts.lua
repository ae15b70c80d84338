#!lua flags=no-writes
local INT_MAX = 9007199254740991
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local alerts = unpack(KEYS, 1, 1)
local above = { unpack(KEYS, 2) }
local own = redis.call('HGETALL', alerts)
local reply = { 'ALERTS', int_text(#own / 2) }
for _, word in ipairs(own) do reply[#reply + 1] = word end
for _, key in ipairs(above) do reply[#reply + 1] = redis.call('HGET', key, 'asked') or '' end
return reply