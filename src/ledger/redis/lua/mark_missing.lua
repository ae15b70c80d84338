#!lua flags=allow-oom
-- Note that a complete list of a gateway's active legs misses these holds, and say when the first one that missed them
-- began. A list that began earlier and completes later counts as the earlier one.
-- KEYS: 1 lists  2 missing
-- ARGV: 1 now_ms (0: Redis's)  2 epoch (as the list had it)  3 began_ms (of the list)  4 keep_missing_ms
--   5 member (account_id:hold_id)...
-- Replies: MISSING_SINCE now since_ms (of each: '' this list is the first)... | EPOCH now epoch (there is a newer one)
-- include: int clock

local lists, missing = unpack(KEYS, 1, 2)
local now_ms, epoch, began_ms, keep_missing_ms = unpack(ARGV, 1, 4)
local members = { unpack(ARGV, 5) }

local now = clock_now(now_ms)
local known = redis.call('HGET', lists, 'epoch') or ''
if known ~= epoch then return { 'EPOCH', int_text(now), known } end

redis.call('ZREMRANGEBYSCORE', missing, '-inf', int_text(now - tonumber(keep_missing_ms)))
local reply, scored = { 'MISSING_SINCE', int_text(now) }, {}
for i, since in ipairs(#members > 0 and redis.call('ZMSCORE', missing, unpack(members)) or {}) do
  reply[#reply + 1] = since and int_text(tonumber(since)) or ''
  scored[#scored + 1] = began_ms
  scored[#scored + 1] = members[i]
end
if #scored > 0 then redis.call('ZADD', missing, 'LT', unpack(scored)) end
redis.call('PEXPIRE', missing, keep_missing_ms)
return reply
