#!lua
-- Note how the last verification of a partition ended, and up to where its checkpoints go; that never goes back.
-- KEYS: 1 meta  2 verified
-- ARGV: 1 now_ms (0: Redis's)  2 position  then fields and values of what was found
-- Replies: VERIFIED now position | STORE_LOST now
-- include: int clock stream

local meta, verified = unpack(KEYS, 1, 2)
local now_ms, position = unpack(ARGV, 1, 2)

local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local known = redis.call('HGET', verified, 'position')
if known and stream_before(position, known) then position = known end
redis.call('HSET', verified, 'position', position, 'at_ms', int_text(now), unpack(ARGV, 3))
return { 'VERIFIED', int_text(now), position }
