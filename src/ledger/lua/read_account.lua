#!lua flags=no-writes
-- An account with its money, at one instant.
-- KEYS: 1 meta  2 account  3 account open  4 counters
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: ACCOUNT now replayed balance held open_holds profile... (counter value)... | REKEY now which account_id | MISSING now what | STORE_LOST
-- include: int clock account

local now = clock_now(ARGV[1])
local account = account_read(KEYS[2])
if not account.state then
  if account.root then return { 'REKEY', int_text(now), 'root', account.root } end
  if redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
local reply = account_profile_reply(KEYS[2], {
  'ACCOUNT', int_text(now), '0', int_text(account.balance), int_text(account.held), int_text(redis.call('SCARD', KEYS[3])),
})
for _, word in ipairs(redis.call('HGETALL', KEYS[4])) do reply[#reply + 1] = word end
return reply
