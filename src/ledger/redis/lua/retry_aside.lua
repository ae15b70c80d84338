#!lua flags=allow-oom
-- Make holds of one partition that are set aside due at once: one, or as many as the limit allows.
-- KEYS: 1 open
-- ARGV: 1 now_ms (0: Redis's)  2 member (account_id:hold_id, '' any)  3 limit
-- Replies: RETRIED now count
-- include: int clock aside

local open = unpack(KEYS, 1, 1)
local now_ms, member, limit = unpack(ARGV, 1, 3)

local now = clock_now(now_ms)
local members = member ~= '' and { member } or aside_tried_before(open, now, tonumber(limit))
local count = 0
for _, each in ipairs(members) do
  if aside_tried_at(open, each) then
    redis.call('ZADD', open, int_text(now), each)
    count = count + 1
  end
end
return { 'RETRIED', int_text(now), int_text(count) }
