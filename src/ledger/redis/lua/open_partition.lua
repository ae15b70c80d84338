#!lua
-- Make sure that this partition belongs to this store: look at its mark, mark it on the very first start, or accept what
-- was lost.
-- KEYS: 1 meta
-- ARGV: 1 now_ms (0: Redis's)  2 instance_id to give  3 partitions
--   4 step (look; claim: mark it if it is unmarked, as being created; mark: mark it if it is unmarked; done: the creation
--     is over; accept: mark it unless it has this generation or a later one)
--   5 generation to give  6 follows (instance ids of the store that was here before, spaces between)
-- Replies: META now instance_id generation partitions creating ('1' or '') follows | ABSENT now
-- include: int clock

local now = clock_now(ARGV[1])
local step = ARGV[4]
if step == 'accept' then
  if int_of(redis.call('HGET', KEYS[1], 'generation')) < int_of(ARGV[5]) then
    redis.call('HSET', KEYS[1], 'instance_id', ARGV[2], 'generation', ARGV[5], 'follows', ARGV[6])
    redis.call('HSETNX', KEYS[1], 'partitions', ARGV[3])
    redis.call('HSETNX', KEYS[1], 'created_at_ms', int_text(now))
    redis.call('HSETNX', KEYS[1], 'held', '0')
    redis.call('HSETNX', KEYS[1], 'balance', '0')
    redis.call('HDEL', KEYS[1], 'creating')
  end
elseif redis.call('EXISTS', KEYS[1]) == 0 then
  if step == 'look' or step == 'done' then return { 'ABSENT', int_text(now) } end
  redis.call('HSET', KEYS[1], 'instance_id', ARGV[2], 'generation', ARGV[5], 'partitions', ARGV[3],
    'created_at_ms', int_text(now), 'held', '0', 'balance', '0')
  if step == 'claim' then redis.call('HSET', KEYS[1], 'creating', '1') end
elseif step == 'done' then
  redis.call('HDEL', KEYS[1], 'creating')
end
local meta = redis.call('HMGET', KEYS[1], 'instance_id', 'generation', 'partitions', 'creating', 'follows')
return { 'META', int_text(now), meta[1] or '', meta[2] or '', meta[3] or '', meta[4] or '', meta[5] or '' }
