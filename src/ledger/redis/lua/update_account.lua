#!lua
-- Change the profile of an account. Every change raises the revision, which makes the sidecars' cached profiles stale.
-- KEYS: 1 meta  2 journal  3 account_key  4 account_open  5 counters  6 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 revision (0: any)  4 force  5 field  6 value  7 field ...
-- Replies: UPDATED now replayed balance held open_holds profile... | REVISION now revision | OPEN_HOLDS now count
--   MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock account lots journal absent

local meta, journal, account_key, account_open = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 3)
local now_ms, account_id, revision, force = unpack(ARGV, 1, 4)
local changes = { unpack(ARGV, 5) }

local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
if revision ~= '0' and account.revision ~= revision then return { 'REVISION', int_text(now), account.revision } end

local open_holds = redis.call('SCARD', account_open)
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
journal_write(journal, now, account, { kind = 'account', account = account_id, note = table.concat(note, '\t') })
account_write(account)
return account_profile_reply(account, {
  'UPDATED', int_text(now), '0', int_text(account.balance), int_text(account.held), int_text(open_holds),
})
