#!lua flags=no-writes
-- The currencies in which accounts of this partition count.
-- KEYS: 1 meta  2 journal
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: CURRENCIES now unmarked ('1': accounts that an earlier version opened, without a mark) currency...
--   | STORE_LOST now
-- include: int clock

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
