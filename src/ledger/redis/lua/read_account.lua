#!lua flags=no-writes
-- An account with its money, at one instant.
-- KEYS: 1 meta  2 account_key  3 account_open  4 counters  5 lots
-- ARGV: 1 now_ms (0: Redis's)  2 counter...
-- Replies: ACCOUNT now replayed balance held open_holds profile... spent spent_below lot_fields (field value)...
--   (counter value)...
--   REKEY now which account_id | MISSING now what | STORE_LOST now
-- include: int clock account spent absent

local meta, account_key, account_open, counters, lots = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 2)
local now_ms = unpack(ARGV, 1, 1)
local named = { unpack(ARGV, 2) }

local now = clock_now(now_ms)
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
local reply = account_profile_reply(account, {
  'ACCOUNT', int_text(now), '0', int_text(account.balance), int_text(account.held), int_text(account.open),
})
reply[#reply + 1] = spent_text(account, account.spent)
reply[#reply + 1] = spent_text(account, account.below)
local stored = redis.call('HGETALL', lots)
reply[#reply + 1] = int_text(#stored / 2)
for _, word in ipairs(stored) do reply[#reply + 1] = word end
if #named > 0 then
  for i, text in ipairs(redis.call('HMGET', counters, unpack(named))) do
    if text then
      reply[#reply + 1] = named[i]
      reply[#reply + 1] = text
    end
  end
end
return reply
