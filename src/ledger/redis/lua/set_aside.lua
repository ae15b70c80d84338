#!lua flags=allow-oom
-- Set a due hold aside that could not be ended, so that it is not tried again and again before all others. Looks at
-- nothing but its place in the order of deadlines: the rest of it may be broken.
-- KEYS: 1 open  2 aside
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 why
-- Replies: ASIDE now tries | ENDED now
-- include: int clock aside

local open, aside = unpack(KEYS, 1, 2)
local now_ms, account_id, hold_id, why = unpack(ARGV, 1, 4)

local now = clock_now(now_ms)
local member = account_id .. ':' .. hold_id
if not redis.call('ZSCORE', open, member) then return { 'ENDED', int_text(now) } end
aside_forget(open, aside, now)
local since, tries = string.match(redis.call('HGET', aside, member) or '', '^(%d+) (%d+) ')
tries = int_text(int_of(tries) + 1)
redis.call('ZADD', open, int_text(ASIDE_FROM + now), member)
redis.call('HSET', aside, member, table.concat({ since or int_text(now), tries, why }, ' '))
return { 'ASIDE', int_text(now), tries }
