#!lua
-- Keep checkpoints. One that another sidecar has brought further stays, unless it is forced: then somebody accepts an
-- account as it stands, and the sums of the partition must follow.
-- KEYS: 1 meta  2 checkpoints
-- ARGV: 1 forced ('1')  2 balance  3 held  4 lots (what the sums are moved by)
--   then per account: account_id sequence text
-- Replies: CHECKPOINTS written | STORE_LOST 0
-- include: int

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
