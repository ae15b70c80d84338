#!lua
-- Make sure that this partition belongs to this store: look at its mark, mark it on the very first start, or accept
-- what was lost.
-- KEYS: 1 meta
-- ARGV: 1 now_ms (0: Redis's)  2 instance_id to give  3 partitions
--   4 step (look; claim: mark it if it is unmarked, as being created; mark: mark it if it is unmarked; done: the
--     creation is over; accept: mark it unless it has this generation or a later one)
--   5 generation to give  6 follows (instance ids of the store that was here before, spaces between)
-- Replies: META now instance_id generation partitions creating ('1' or '') follows layout ('': see older_holds.lua)
--   ABSENT now
-- include: int clock

local meta = unpack(KEYS, 1, 1)
local now_ms, instance_id, partitions, step, generation, follows = unpack(ARGV, 1, 6)

local now = clock_now(now_ms)
if step == 'accept' then
  if int_of(redis.call('HGET', meta, 'generation')) < int_of(generation) then
    redis.call('HSET', meta, 'instance_id', instance_id, 'generation', generation, 'follows', follows)
    redis.call('HSETNX', meta, 'partitions', partitions)
    redis.call('HSETNX', meta, 'created_at_ms', int_text(now))
    redis.call('HSETNX', meta, 'held', '0')
    redis.call('HSETNX', meta, 'balance', '0')
    redis.call('HDEL', meta, 'creating')
  end
elseif redis.call('EXISTS', meta) == 0 then
  if step == 'look' or step == 'done' then return { 'ABSENT', int_text(now) } end
  redis.call(
    'HSET', meta, 'instance_id', instance_id, 'generation', generation, 'partitions', partitions,
    'created_at_ms', int_text(now), 'held', '0', 'balance', '0', 'layout', '2', 'accounts_listed', '1'
  )
  if step == 'claim' then redis.call('HSET', meta, 'creating', '1') end
elseif step == 'done' then
  redis.call('HDEL', meta, 'creating')
end
local mark = redis.call('HMGET', meta, 'instance_id', 'generation', 'partitions', 'creating', 'follows', 'layout')
local reply = { 'META', int_text(now) }
for i = 1, 6 do reply[i + 2] = mark[i] or '' end
return reply
