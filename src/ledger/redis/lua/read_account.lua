#!lua flags=no-writes
-- An account with its money, at one instant.
-- KEYS: 1 meta  2 account  3 account open  4 counters  5 lots
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: ACCOUNT now replayed balance held open_holds profile... lot_count (id lot)... (counter value)... | REKEY now which account_id
--   MISSING now what | STORE_LOST
-- include: int clock account absent

local now = clock_now(ARGV[1])
local account = account_read(account_keys(2))
local absent = absent_reply(account, now)
if absent then return absent end
local reply = account_profile_reply(account, {
  'ACCOUNT', int_text(now), '0', int_text(account.balance), int_text(account.held), int_text(redis.call('SCARD', KEYS[3])),
})
reply[#reply + 1] = int_text(account.lot_count)
for _, word in ipairs(account.lot_count > 0 and redis.call('HGETALL', KEYS[5]) or {}) do reply[#reply + 1] = word end
for _, word in ipairs(redis.call('HGETALL', KEYS[4])) do reply[#reply + 1] = word end
return reply
