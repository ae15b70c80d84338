#!lua
-- Says in a child account's home partition where its root is, before the child itself is created in the root's partition.
-- KEYS: 1 meta  2 account
-- ARGV: 1 now_ms (0: Redis's)  2 root account_id
-- Replies: STUB now | CONFLICT now | STORE_LOST now
-- include: int clock

local now = clock_now(ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end
local root = redis.call('HGET', KEYS[2], 'root')
if root and root ~= ARGV[2] then return { 'CONFLICT', int_text(now) } end
if not root then redis.call('HSET', KEYS[2], 'root', ARGV[2]) end
return { 'STUB', int_text(now) }
