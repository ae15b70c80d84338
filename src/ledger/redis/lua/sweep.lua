#!lua flags=allow-oom
-- End one hold whose deadline has passed and that nobody settled: an unanswered one is released, an answered one is
-- charged for the time that an Extend proved or, where none came, by the hold's own policy. Or the same of a hold that
-- its gateway does not list any more, if nothing was heard of it since.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 tombstone_ms
--   6 missing_since_ms (since when the gateway does not list it; '' the deadline decides)
-- Replies: DONE now replayed result service change forgiven parts unit orphan hold_rule granted earlier still_held
--   NOT_DUE now
--   REKEY now which account_id | INVARIANT now what | ADOPT now
-- include: path int clock price account spent record read hold entry journal names open usage purse report finish

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, hold_id, owners, tombstone_ms, missing_since_ms = unpack(ARGV, 1, 6)

local now = clock_now(now_ms)
local missing_since = tonumber(missing_since_ms)

-- When something was last heard of it, as far as it tells. A report of seconds came when so much time had passed since
-- the answer; one of other units set the deadline to its own time and a ring's.
local function last_heard_of(h)
  if not h.reported then return math.max(h.authorized_at_ms, h.answered_at_ms) end
  if hold_unit(h) ~= 'second' then return math.max(h.answered_at_ms, h.deadline_at_ms - hold_timing(h).ring * 1000) end
  return math.max(h.authorized_at_ms, h.answered_at_ms + h.proven * 1000)
end

-- The most that an answered hold can have used that nothing proves.
local function granted_till_missing(h)
  if not missing_since or hold_unit(h) ~= 'second' then return h.granted end
  return math.min(h.granted, math.ceil((missing_since - h.answered_at_ms) / 1000))
end

local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
local own = account_read(owner_keys[1])
local payer = own
if not hold or not hold_is_open(hold) then
  if payer.root and not payer.state then return { 'REKEY', int_text(now), 'root', payer.root } end
  redis.call('ZREM', open, account_id .. ':' .. hold_id)
  return { 'NOT_DUE', int_text(now) }
end
local stays = hold.deadline_at_ms > now
if missing_since then stays = last_heard_of(hold) >= missing_since end
if stays then return { 'NOT_DUE', int_text(now) } end
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
if answered and not hold.reported and hold_timing(hold).unproven == 'granted' then used = granted_till_missing(hold) end
return finish(hold, now, account_id, hold_id, {
  reported = used, state_if_used = answered and 'expired' or 'settled', duration = 0, cause = 0, settled_by = '-',
  swept = '1', estimated = answered and '1' or '0', tombstone_ms = tonumber(tombstone_ms), nonce = '',
  flags = missing_since and 'g' or 's',
}, { meta = meta, open = open, journal = journal, gateways = gateways }, own, payer, general)
