#!lua flags=allow-oom
-- A gateway says which of its epochs it is in. They only rise: what speaks for an earlier one is out of date. May run
-- when Redis is full, because gateways end calls over what is opened with it.
-- KEYS: 1 meta  2 epoch_key
-- ARGV: 1 now_ms (0: Redis's)  2 epoch  3 keep_ms (how long it is remembered)
-- Replies: BEGUN now known ('' none) | PASSED now known | STORE_LOST now
-- include: int clock

local meta, epoch_key = unpack(KEYS, 1, 2)
local now_ms, epoch, keep_ms = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local known = redis.call('GET', epoch_key) or ''
if known ~= '' and tonumber(epoch) < tonumber(known) then return { 'PASSED', int_text(now), known } end
redis.call('SET', epoch_key, epoch, 'PX', keep_ms)
return { 'BEGUN', int_text(now), known }
