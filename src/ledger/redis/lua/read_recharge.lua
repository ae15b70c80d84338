#!lua flags=no-writes
-- How an account is recharged, and what is under way.
-- KEYS: 1 meta  2 recharge  3 account_key  4 account_open  5 counters  6 lots
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: RECHARGE now revision ('0' none) record ('' none) | MISSING now what | REKEY now which account_id
--   STORE_LOST now
-- include: int clock account absent

local meta, recharge = unpack(KEYS, 1, 2)
local owner_keys = account_keys(KEYS, 3)
local now_ms = unpack(ARGV, 1, 1)

local now = clock_now(now_ms)
local absent = absent_reply(account_read(owner_keys[1]), now, meta)
if absent then return absent end
local revision, record = unpack(redis.call('HMGET', recharge, 'revision', 'record'))
return { 'RECHARGE', int_text(now), revision or '0', record or '' }
