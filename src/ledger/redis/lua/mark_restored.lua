#!lua
-- Take the mark off a partition that is to be restored, or put it on when it is.
-- KEYS: 1 meta
-- ARGV: 1 now_ms (0: Redis's)  then fields and values of the mark; none takes it off
-- Replies: MARKED now
-- include: int clock

local meta = unpack(KEYS, 1, 1)
local now_ms = unpack(ARGV, 1, 1)
local mark = { unpack(ARGV, 2) }

redis.call('DEL', meta)
if #mark > 0 then redis.call('HSET', meta, unpack(mark)) end
return { 'MARKED', int_text(clock_now(now_ms)) }
