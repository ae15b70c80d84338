#!lua
-- Say what holds for one user, agent or line of an account, or forget it. The account's revision rises with it, so that sidecars look again.
-- KEYS: 1 meta  2 journal  3 subject  4 subjects  5 account  6 account open  7 counters  8 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 subject_id  4 particulars ('' forget it)  5 journal_retention_ms
-- Replies: SUBJECT now | MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock account journal absent

local now = clock_now(ARGV[1])
local account = account_read(account_keys(5))
local absent = absent_reply(account, now)
if absent then return absent end
local known = redis.call('GET', KEYS[3])
if (known or '') == ARGV[4] then return { 'SUBJECT', int_text(now) } end
if ARGV[4] == '' then
  redis.call('DEL', KEYS[3])
  redis.call('SREM', KEYS[4], ARGV[3])
else
  redis.call('SET', KEYS[3], ARGV[4])
  redis.call('SADD', KEYS[4], ARGV[3])
end
redis.call('HSET', KEYS[5], 'revision', int_text(tonumber(account.revision) + 1), 'subjects', int_text(redis.call('SCARD', KEYS[4])))
journal_write(KEYS[2], now, tonumber(ARGV[5]), account, { kind = 'subject', account = ARGV[2], subject = ARGV[3], note = ARGV[4] })
account_write(account)
return { 'SUBJECT', int_text(now) }
