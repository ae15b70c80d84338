#!lua
-- Put accounts into the list of their partition that an older version has opened, which kept no such list.
-- KEYS: 1 meta  2 accounts  then the hash of each account
-- ARGV: 1 now_ms (0: Redis's)  2 step (look; add; done: all that were there are in it)  then account_id...
-- Replies: LISTED now listed ('1' or '') | STORE_LOST now
-- include: int clock

local meta, accounts = unpack(KEYS, 1, 2)
local now_ms, step = unpack(ARGV, 1, 2)
local hashes, ids = { unpack(KEYS, 3) }, { unpack(ARGV, 3) }

local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
if step == 'done' then redis.call('HSET', meta, 'accounts_listed', '1') end
for at, hash in ipairs(hashes) do
  -- A name that says only where an account is has no state.
  if redis.call('HGET', hash, 'state') then redis.call('ZADD', accounts, 0, ids[at]) end
end
return { 'LISTED', int_text(now), redis.call('HGET', meta, 'accounts_listed') or '' }
