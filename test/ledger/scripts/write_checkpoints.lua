#!lua
local INT_MAX = 9007199254740991
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local meta, checkpoints = unpack(KEYS, 1, 2)
local forced, balance, held, lots = unpack(ARGV, 1, 4)
local words = { unpack(ARGV, 5) }
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', '0' } end
local written = 0
for i = 1, #words, 3 do
  local known = redis.call('HGET', checkpoints, words[i])
  local sequence = known and string.match(known, '^%d+ (%d+)')
  if forced == '1' or not sequence or tonumber(sequence) <= tonumber(words[i + 1]) then
    redis.call('HSET', checkpoints, words[i], words[i + 2])
    written = written + 1
  end
end
for name, change in pairs({ balance = balance, held = held, lots = lots }) do
  if change ~= '0' then redis.call('HINCRBY', meta, name, change) end
end
return { 'CHECKPOINTS', int_text(written) }