#!lua flags=no-writes
-- What holds for one user, agent or line of an account, and the revision of the account that it belongs to.
-- KEYS: 1 meta  2 subject  3 account_key  4 account_open  5 counters  6 lots
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: SUBJECT now revision particulars ('' none) | MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock account absent

local meta, subject = unpack(KEYS, 1, 2)
local owner_keys = account_keys(KEYS, 3)
local now_ms = unpack(ARGV, 1, 1)

local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
return { 'SUBJECT', int_text(now), account.revision, redis.call('GET', subject) or '' }
