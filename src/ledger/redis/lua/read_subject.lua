#!lua flags=no-writes
-- What holds for one user, agent or line of an account, and the revision of the account that it belongs to.
-- KEYS: 1 meta  2 subject  3 account  4 account open  5 counters  6 lots
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: SUBJECT now revision particulars ('' none) | MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock account absent

local now = clock_now(ARGV[1])
local account = account_read(account_keys(3))
local absent = absent_reply(account, now)
if absent then return absent end
return { 'SUBJECT', int_text(now), account.revision, redis.call('GET', KEYS[2]) or '' }
