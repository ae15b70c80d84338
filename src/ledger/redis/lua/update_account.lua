#!lua
-- Change the profile of an account. Every change raises the revision, which makes the sidecars' cached profiles stale.
-- KEYS: 1 meta  2 journal  3 account  4 account open  5 counters  6 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 revision (0: any)  4 force  5 journal_retention_ms  6 field  7 value  8 field ...
-- Replies: UPDATED now replayed balance held open_holds profile... | REVISION now revision | OPEN_HOLDS now count
--   MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock account lots journal absent

local now = clock_now(ARGV[1])
local account = account_read(account_keys(3))
local absent = absent_reply(account, now)
if absent then return absent end
if ARGV[3] ~= '0' and account.revision ~= ARGV[3] then return { 'REVISION', int_text(now), account.revision } end

local open_holds = redis.call('SCARD', KEYS[4])
local changes, note = {}, {}
for i = 6, #ARGV, 2 do
  if ARGV[i] == 'state' and ARGV[i + 1] == 'closed' and open_holds > 0 and ARGV[4] ~= '1' then
    return { 'OPEN_HOLDS', int_text(now), int_text(open_holds) }
  end
  changes[#changes + 1] = ARGV[i]
  changes[#changes + 1] = ARGV[i + 1]
  if ARGV[i] == 'credit_limit' then account.credit_limit = tonumber(ARGV[i + 1]) end
  note[#note + 1] = ARGV[i] .. '=' .. ARGV[i + 1]
end
redis.call('HSET', KEYS[3], 'revision', int_text(tonumber(account.revision) + 1), unpack(changes))
journal_write(KEYS[2], now, tonumber(ARGV[5]), account, { kind = 'account', account = ARGV[2], note = table.concat(note, '\t') })
account_write(account)
return account_profile_reply(account, {
  'UPDATED', int_text(now), '0', int_text(account.balance), int_text(account.held), int_text(open_holds),
})
