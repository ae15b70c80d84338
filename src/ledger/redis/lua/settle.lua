#!lua flags=allow-oom
-- Charge what was used and free the rest, or correct a hold that ended without this knowledge.
-- KEYS: 1 meta  2 open  3 journal  4 hold  then per owner: account, account open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 connected_seconds ('' absent)  6 units ('' absent)
--   7 duration_seconds  8 q850_cause  9 tombstone_ms  10 early_release_ms  11 journal_retention_ms
--   12 orphan terms ('' none)  13 orphan granted  14 orphan facts  15 orphan authorized_at_ms
--   16 orphan payer (its place among the owners)  17 orphan funding (see include/hold.lua)
-- Replies: DONE now replayed result service change forgiven parts unit orphan | EARLY now replayed balance available | CONFLICT now result service parts unit
--   FIELD now name | MISSING now what | REKEY now which account_id | STORE_LOST | INVARIANT now what
-- include: int clock price account lots journal hold absent usage counters limits funding finish

local now = clock_now(ARGV[1])
local hold, outlived = hold_read(KEYS[4], now)
local known = hold and hold.state ~= 'early'

-- The reported quantity of a hold with this unit; nil when the needed field is absent.
local function reported_for(unit, granted)
  if unit == 'second' then
    if ARGV[5] == '' then return nil end
    return tonumber(ARGV[5])
  end
  return int_of(ARGV[6], granted)
end

local function by(reported, state)
  return {
    reported = reported, state_if_used = state, duration = tonumber(ARGV[7]), cause = tonumber(ARGV[8]), settled_by = int_text(reported),
    swept = '0', estimated = '0', tombstone_ms = tonumber(ARGV[9]), retention_ms = tonumber(ARGV[11]),
  }
end

if known then
  local reported = reported_for(price_terms(hold.terms).unit, hold.granted)
  if not reported then return { 'FIELD', int_text(now), 'connected_seconds' } end
  if not hold_is_open(hold) then
    if hold.settled_by == int_text(reported) then return finish_reply(now, '1', hold) end
    -- One that says no more than that the call is over charges what was proven; the real settle may still come.
    if hold.state == 'settled' and hold.settled_by ~= '0' then return { 'CONFLICT', int_text(now), hold.result, (hold_party(hold)), hold.parts or '', price_terms(hold.terms).unit } end
    if hold.state == 'released' and reported == 0 then return finish_replay_released(hold, now) end
  end
  local elsewhere = hold_place(hold, now, ARGV[4], 5)
  if elsewhere then return elsewhere end
  return finish(hold, now, ARGV[2], ARGV[3], by(reported, 'settled'))
end

local account = account_read(account_keys(5))
local absent = absent_reply(account, now)
if absent then return absent end
if ARGV[12] ~= '' then
  local granted = tonumber(ARGV[13])
  local reported = reported_for(price_terms(ARGV[12]).unit, granted)
  if not reported then return { 'FIELD', int_text(now), 'connected_seconds' } end
  local orphan = {
    key = KEYS[4], state = 'released', fingerprint = '', owners_text = ARGV[16] .. ' ' .. ARGV[4], amount = 0, granted = granted, terms = ARGV[12], timing = '0 0 0 release 1 0', facts = ARGV[14],
    funding = ARGV[17] ~= '' and ARGV[17], authorized_at_ms = tonumber(ARGV[15]), answered_at_ms = 0, proven = 0, result = 'released 0 0 0 0 0 0 0 0 0 0 0',
  }
  hold_place(orphan, now, ARGV[4], 5)
  if redis.call('HEXISTS', orphan.payer_keys.account, 'state') == 0 then return { 'MISSING', int_text(now), 'account' } end
  if outlived or hold then redis.call('DEL', KEYS[4]) end
  local limits = int_text(granted) .. ' 0 0 deny'
  redis.call('HSET', KEYS[4], 'fingerprint', '', 'owners', orphan.owners_text, 'granted', int_text(granted), 'terms', orphan.terms, 'limits', limits,
    'timing', orphan.timing, 'facts', orphan.facts, 'authorized_at_ms', int_text(orphan.authorized_at_ms))
  if orphan.funding then redis.call('HSET', KEYS[4], 'funding', orphan.funding) end
  local ending = by(math.min(reported, granted), 'settled')
  ending.settled_by = int_text(reported)
  return finish(orphan, now, ARGV[2], ARGV[3], ending)
end
-- Nothing was used only if nothing that is reported says otherwise: the unit of an unknown hold is unknown too.
if int_of(ARGV[5]) == 0 and int_of(ARGV[6]) == 0 and ARGV[5] .. ARGV[6] ~= '' then
  if hold then return finish_early_reply(now, '1', account) end
  return finish_early(KEYS[4], now, account, tonumber(ARGV[10]))
end
return { 'MISSING', int_text(now), 'hold' }
