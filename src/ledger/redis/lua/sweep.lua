#!lua flags=allow-oom
-- End one hold whose deadline has passed and that nobody settled: an unanswered one is released, an answered one is
-- charged for the time that an Extend proved or, where none came, by the hold's own policy.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 tombstone_ms
-- Replies: DONE now replayed result service change forgiven parts unit orphan hold_rule granted earlier still_held
--   NOT_DUE now
--   REKEY now which account_id | INVARIANT now what | ADOPT now
-- include: path int clock price account spent record read hold entry journal names open usage purse report finish

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, hold_id, owners, tombstone_ms = unpack(ARGV, 1, 5)

local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
local payer = account_read(owner_keys[1])
if not hold or not hold_is_open(hold) then
  if payer.root and not payer.state then return { 'REKEY', int_text(now), 'root', payer.root } end
  redis.call('ZREM', open, account_id .. ':' .. hold_id)
  return { 'NOT_DUE', int_text(now) }
end
if hold.deadline_at_ms > now then return { 'NOT_DUE', int_text(now) } end
local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
if elsewhere then return elsewhere end
if hold.payer_keys ~= owner_keys[1] then payer = account_read(hold.payer_keys) end
local general = purse_is_general(payer, nil, hold)
if general then
  -- lazily: lots funding refund
end
-- include: for_hold

local answered = hold.state == 'answered'
local used = 0
if answered and not hold.reported and hold_timing(hold).unproven == 'granted' then used = hold.granted end
return finish(hold, now, account_id, hold_id, {
  reported = used, state_if_used = answered and 'expired' or 'settled', duration = 0, cause = 0, settled_by = '-',
  swept = '1', estimated = answered and '1' or '0', tombstone_ms = tonumber(tombstone_ms), nonce = '',
}, { meta = meta, open = open, journal = journal, gateways = gateways }, payer, general)
