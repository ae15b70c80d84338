#!lua
-- Write some keys of a partition that is being restored: it carries no mark until it is complete, so that nobody serves
-- it meanwhile.
-- KEYS: 1 meta  then the keys
-- ARGV: 1 now_ms (0: Redis's)  then of each key: type (none: it goes) until_ms (0 for ever) count word...
-- Replies: LOADED now | SERVED now (it carries a mark: nothing was written)
-- include: int clock

local meta = unpack(KEYS, 1, 1)
local keys = { unpack(KEYS, 2) }
local now_ms = unpack(ARGV, 1, 1)
local words = { unpack(ARGV, 2) }

local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 1 then return { 'SERVED', int_text(now) } end
local COMMANDS = { hash = 'HSET', zset = 'ZADD', set = 'SADD' }
local at = 1
for _, key in ipairs(keys) do
  local kind, until_ms, count = words[at], tonumber(words[at + 1]), tonumber(words[at + 2])
  local list = {}
  for i = at + 3, at + 2 + count do list[#list + 1] = words[i] end
  at = at + 3 + count
  if kind == 'none' then
    redis.call('UNLINK', key)
  elseif kind == 'string' then
    redis.call('SET', key, list[1])
  elseif kind == 'zset' then
    for i = 1, #list, 2 do list[i], list[i + 1] = list[i + 1], list[i] end
    redis.call('ZADD', key, unpack(list))
  else
    redis.call(COMMANDS[kind], key, unpack(list))
  end
  if until_ms > 0 then redis.call('PEXPIREAT', key, int_text(until_ms)) end
end
return { 'LOADED', int_text(now) }
