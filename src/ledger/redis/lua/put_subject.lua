#!lua
-- Say what holds for one user, agent or line of an account, or forget it. The account's revision rises with it, so that
-- sidecars look again.
-- KEYS: 1 meta  2 journal  3 subject  4 subjects  5 account_key  6 account_open  7 counters  8 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 subject_id  4 particulars ('' forget it)  5 revision (0: any)
-- Replies: SUBJECT now | REVISION now revision | MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock account entry journal absent subjects

local meta, journal, subject, subjects, account_key = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 5)
local now_ms, account_id, subject_id, particulars, revision = unpack(ARGV, 1, 5)

local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
local known = redis.call('GET', subject)
-- Before the revision is compared: a repeat of what was done already has raised it.
if (known or '') == particulars then return { 'SUBJECT', int_text(now) } end
if revision ~= '0' and account.revision ~= revision then return { 'REVISION', int_text(now), account.revision } end
subjects_order(subjects)
if particulars == '' then
  redis.call('DEL', subject)
  redis.call('ZREM', subjects, subject_id)
else
  redis.call('SET', subject, particulars)
  redis.call('ZADD', subjects, 0, subject_id)
end
local count = int_text(redis.call('ZCARD', subjects))
redis.call('HSET', account_key, 'revision', int_text(tonumber(account.revision) + 1), 'subjects', count)
journal_write(journal, now, account, {
  kind = 'subject', account = account_id, subject = subject_id, note = particulars,
})
account_write(account, meta)
return { 'SUBJECT', int_text(now) }
