#!lua flags=allow-oom
-- Free everything, before, during or after authorize. What an Extend proved is charged all the same.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 q850_cause  6 tombstone_ms  7 early_release_ms
--   8 nonce ('' none)
-- Replies: DONE now replayed result service change forgiven parts unit orphan hold_rule granted earlier still_held
--   EARLY now replayed balance available
--   MISSING now what | REKEY now which account_id | STORE_LOST now | INVARIANT now what
--   ADOPT now
-- include: path int clock price account spent record read hold entry journal names open usage purse report finish

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, hold_id, owners, q850_cause, tombstone_ms, early_release_ms, nonce = unpack(ARGV, 1, 8)

local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
local known = hold and hold.state ~= 'early'
local own = account_read(owner_keys[1])
local payer = own
if known then
  if not hold_is_open(hold) then return finish_replay_released(hold, now, nonce) end
  local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
  if elsewhere then return elsewhere end
  if hold.payer_keys ~= owner_keys[1] then payer = account_read(hold.payer_keys) end
else
  -- lazily: absent
  local absent = absent_reply(payer, now, meta)
  if absent then return absent end
end
local general = purse_is_general(payer, nil, known and hold or nil)
if general then
  -- lazily: lots funding refund
end
if not known then
  -- lazily: early
  if hold then return early_reply(now, hold_replayed(hold, nonce), payer) end
  return early_write(hold_key, now, payer, tonumber(early_release_ms), nonce)
end
-- include: for_hold
return finish(hold, now, account_id, hold_id, {
  reported = 0, state_if_used = 'settled', duration = 0, cause = tonumber(q850_cause), settled_by = '0', swept = '0',
  estimated = '0', tombstone_ms = tonumber(tombstone_ms), nonce = nonce,
}, { meta = meta, open = open, journal = journal, gateways = gateways }, own, payer, general)
