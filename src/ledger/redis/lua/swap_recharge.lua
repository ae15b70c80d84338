#!lua
-- Replace what is known of an account's recharging, unless somebody else has meanwhile: so only one claims a payment,
-- and what is claimed is written before anybody is asked for money. The rules are recharge/rules.ts; here is only what
-- must be one step.
-- KEYS: 1 meta  2 journal  3 recharge  4 recharges  5 thresholds  6 account_key  7 account_open  8 counters  9 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 revision (of the one that is replaced; 0: none)  4 record
--   5 due_ms (when it is to be looked at next; '' never)  6 threshold_milli_cents ('' not recharged by itself)
--   7 reference ('' no entry in the journal)  8 note
-- Replies: SWAPPED now | REVISION now revision | MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock account entry journal absent

local meta, journal, recharge, recharges, thresholds = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, revision, record, due_ms, threshold_milli_cents, reference, note = unpack(ARGV, 1, 8)

local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
local known = redis.call('HGET', recharge, 'revision') or '0'
if known ~= revision then return { 'REVISION', int_text(now), known } end
redis.call('HSET', recharge, 'revision', int_text(tonumber(known) + 1), 'record', record)
if due_ms == '' then
  redis.call('ZREM', recharges, account_id)
else
  redis.call('ZADD', recharges, due_ms, account_id)
end
if threshold_milli_cents == '' then
  redis.call('HDEL', thresholds, account_id)
else
  redis.call('HSET', thresholds, account_id, threshold_milli_cents)
end
if reference ~= '' then
  journal_write(journal, now, account, { kind = 'recharge', account = account_id, reference = reference, note = note })
  account_write(account, meta)
end
return { 'SWAPPED', int_text(now) }
