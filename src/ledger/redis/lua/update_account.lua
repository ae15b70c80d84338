#!lua
-- Change the profile of an account. Every change raises the revision, which makes the sidecars' cached profiles stale.
-- KEYS: 1 meta  2 journal  3 account_key  4 account_open  5 counters  6 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 revision (0: any)  4 force  5 regrant (1: the grants of the admission
--   hold from now on)  6 change_words (how many)  then field and value of each, and the admission of
--   include/admission.lua, of which only the grants are looked at...
-- Replies: UPDATED now replayed balance held open_holds profile... | REVISION now revision | OPEN_HOLDS now count
--   MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock account grants lots entry journal absent admission

local meta, journal, account_key, account_open = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 3)
local now_ms, account_id, revision, force, regrant, change_words = unpack(ARGV, 1, 6)
local changes = { unpack(ARGV, 7, 6 + change_words) }
local admission = admission_read(ARGV, 7 + change_words, owner_keys)

local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
if revision ~= '0' and account.revision ~= revision then return { 'REVISION', int_text(now), account.revision } end

local open_holds = account.open
local note = {}
for i = 1, #changes, 2 do
  local field, value = changes[i], changes[i + 1]
  if field == 'state' and value == 'closed' and open_holds > 0 and force ~= '1' then
    return { 'OPEN_HOLDS', int_text(now), int_text(open_holds) }
  end
  if field == 'credit_limit' then account.credit_limit = tonumber(value) end
  note[#note + 1] = field .. '=' .. value
end
redis.call('HSET', account_key, 'revision', int_text(tonumber(account.revision) + 1), unpack(changes))
-- What the plan gives ends or begins with the change: a later day would be another period.
local regrants = regrant == '1' and account.lot_count > 0
if regrants then
  lots_open(account, now, admission.grants)
  journal_write_all(journal, now, account, account_id, account.before)
end
journal_write(journal, now, account, { kind = 'account', account = account_id, note = table.concat(note, '\t') })
if regrants then lots_write(account, now, meta) end
account_write(account, meta)
return account_profile_reply(account, {
  'UPDATED', int_text(now), '0', int_text(account.balance), int_text(account.held), int_text(open_holds),
})
