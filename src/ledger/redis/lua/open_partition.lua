#!lua
-- Make sure that this partition belongs to this store, and mark it on the very first start.
-- KEYS: 1 meta
-- ARGV: 1 now_ms (0: Redis's)  2 instance_id to give a new store  3 partitions
--   4 step (look; claim: mark it if it is unmarked, as being created; mark: mark it if it is unmarked; done: the creation is over)
-- Replies: META now instance_id generation partitions creating ('1' or '') | ABSENT now
-- include: int clock

local now = clock_now(ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 0 then
  if ARGV[4] == 'look' or ARGV[4] == 'done' then return { 'ABSENT', int_text(now) } end
  redis.call('HSET', KEYS[1], 'instance_id', ARGV[2], 'generation', '1', 'partitions', ARGV[3], 'created_at_ms', int_text(now), 'held', '0',
    'balance', '0')
  if ARGV[4] == 'claim' then redis.call('HSET', KEYS[1], 'creating', '1') end
elseif ARGV[4] == 'done' then
  redis.call('HDEL', KEYS[1], 'creating')
end
local meta = redis.call('HMGET', KEYS[1], 'instance_id', 'generation', 'partitions', 'creating')
return { 'META', int_text(now), meta[1] or '', meta[2] or '', meta[3] or '', meta[4] or '' }
