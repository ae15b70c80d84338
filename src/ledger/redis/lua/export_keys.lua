#!lua flags=no-writes
-- Some keys of a partition with all that they hold.
-- KEYS: any
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: DUMP now of each key: type ('none' it is gone) until_ms (0 for ever) count word...
-- include: int clock

local keys = { unpack(KEYS, 1) }
local now_ms = unpack(ARGV, 1, 1)

local now = clock_now(now_ms)
local reply = { 'DUMP', int_text(now) }
for _, key in ipairs(keys) do
  local kind, list = redis.call('TYPE', key).ok, {}
  if kind == 'string' then list = { redis.call('GET', key) } end
  if kind == 'hash' then list = redis.call('HGETALL', key) end
  if kind == 'zset' then list = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  if kind == 'set' then list = redis.call('SMEMBERS', key) end
  local left = redis.call('PTTL', key)
  reply[#reply + 1] = kind
  reply[#reply + 1] = left > 0 and int_text(now + left) or '0'
  reply[#reply + 1] = int_text(#list)
  for _, word in ipairs(list) do reply[#reply + 1] = word end
end
return reply
