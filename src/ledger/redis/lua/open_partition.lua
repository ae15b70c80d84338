#!lua
-- Make sure that this partition belongs to this store, and mark it on the very first start.
-- KEYS: 1 meta
-- ARGV: 1 now_ms (0: Redis's)  2 instance_id to give a new store  3 partitions
--   4 step (look; claim: mark it if it is unmarked, as being created; mark: mark it if it is unmarked; done: the
--     creation is over)
-- Replies: META now instance_id generation partitions creating ('1' or '') | ABSENT now
-- include: int clock

local meta = unpack(KEYS, 1, 1)
local now_ms, instance_id, partitions, step = unpack(ARGV, 1, 4)

local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then
  if step == 'look' or step == 'done' then return { 'ABSENT', int_text(now) } end
  redis.call(
    'HSET', meta, 'instance_id', instance_id, 'generation', '1', 'partitions', partitions,
    'created_at_ms', int_text(now), 'held', '0', 'balance', '0'
  )
  if step == 'claim' then redis.call('HSET', meta, 'creating', '1') end
elseif step == 'done' then
  redis.call('HDEL', meta, 'creating')
end
local mark = redis.call('HMGET', meta, 'instance_id', 'generation', 'partitions', 'creating')
return { 'META', int_text(now), mark[1] or '', mark[2] or '', mark[3] or '', mark[4] or '' }
