#!lua
-- Says in a child account's home partition where its root is, before the child itself is created in the root's
-- partition.
-- KEYS: 1 meta  2 account_key
-- ARGV: 1 now_ms (0: Redis's)  2 root
-- Replies: STUB now | CONFLICT now | STORE_LOST now
-- include: int clock

local meta, account_key = unpack(KEYS, 1, 2)
local now_ms, root = unpack(ARGV, 1, 2)

local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local known_root = redis.call('HGET', account_key, 'root')
if known_root and known_root ~= root then return { 'CONFLICT', int_text(now) } end
if not known_root then redis.call('HSET', account_key, 'root', root) end
return { 'STUB', int_text(now) }
