#!lua flags=allow-oom
-- Charge what was used and free the rest, or correct a hold that ended without this knowledge.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 connected_seconds (may have a fraction; '' absent)
--   6 units ('' absent)  7 duration_seconds  8 q850_cause  9 tombstone_ms  10 early_release_ms  11 nonce ('' none)
--   12 ended_seconds_ago (since the end of the call)  13 inconsistent ('1': the report contradicts itself)
--   The claim is looked at only where the hold is not known:
--   14 claim_terms ('' no claim)  15 claim_granted  16 claim_facts  17 claim_authorized_at_ms
--   18 claim_payer (its place among the owners)  19 claim_funding (see include/hold.lua)
-- Replies: DONE now replayed result service change forgiven parts unit orphan hold_rule granted
--   EARLY now replayed balance available
--   CONFLICT now result service parts unit | GIVEN_BACK now | FIELD now name | MISSING now what
--   REKEY now which account_id | STORE_LOST now | INVARIANT now what
-- include: int clock price account lots journal hold absent usage counters limits funding finish

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, hold_id, owners, connected_seconds, units, duration_seconds, q850_cause, tombstone_ms,
  early_release_ms, nonce, ended_seconds_ago, inconsistent, claim_terms, claim_granted, claim_facts,
  claim_authorized_at_ms, claim_payer, claim_funding = unpack(ARGV, 1, 19)
local keys = { meta = meta, open = open, journal = journal, gateways = gateways }

local now = clock_now(now_ms)
local hold, outlived = hold_read(hold_key, now)
local known = hold and hold.state ~= 'early'

-- The reported quantity, whole by the rule of the pinned terms; nil when the needed field is absent.
local function reported_of(h)
  local terms = price_pinned(h)
  if terms.unit ~= 'second' then return int_of(units, h.granted) end
  if connected_seconds == '' then return nil end
  return price_whole(terms, tonumber(connected_seconds))
end

local function by(reported)
  return {
    reported = reported, measured = tonumber(connected_seconds), state_if_used = 'settled',
    duration = tonumber(duration_seconds), cause = tonumber(q850_cause), settled_by = int_text(reported),
    swept = '0', estimated = '0', tombstone_ms = tonumber(tombstone_ms), nonce = nonce,
    ended_seconds_ago = tonumber(ended_seconds_ago), inconsistent = inconsistent == '1',
  }
end

if known then
  local reported = reported_of(hold)
  if not reported then return { 'FIELD', int_text(now), 'connected_seconds' } end
  if not hold_is_open(hold) then
    if hold.settled_by == int_text(reported) then return finish_replay(hold, now, nonce) end
    if hold.reversed then return { 'GIVEN_BACK', int_text(now) } end
    -- A settle of nothing says only that the call is over, and charges what was proven: the real settle may still come.
    if hold.state == 'settled' and hold.settled_by ~= '0' then
      return { 'CONFLICT', int_text(now), hold.result, (hold_party(hold)), hold.parts or '', hold_unit(hold) }
    end
    if hold.state == 'released' and reported == 0 then return finish_replay_released(hold, now, nonce) end
  end
  local elsewhere = hold_place(hold, now, owners, owner_keys)
  if elsewhere then return elsewhere end
  return finish(hold, now, account_id, hold_id, by(reported), keys)
end

local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
if claim_terms ~= '' then
  local granted = tonumber(claim_granted)
  local orphan = {
    key = hold_key, state = 'released', fingerprint = '', owners_text = claim_payer .. ' ' .. owners, amount = 0,
    granted = granted, terms = claim_terms, limits = int_text(granted) .. ' 0 0 deny', timing = '0 0 0 release 1 0',
    facts = claim_facts, funding = claim_funding ~= '' and claim_funding,
    authorized_at_ms = tonumber(claim_authorized_at_ms), answered_at_ms = 0, proven = 0,
    result = 'released 0 0 0 0 0 0 0 0 0 0 0',
  }
  local reported = reported_of(orphan)
  if not reported then return { 'FIELD', int_text(now), 'connected_seconds' } end
  hold_place(orphan, now, owners, owner_keys)
  if redis.call('HEXISTS', orphan.payer_keys.account, 'state') == 0 then
    return { 'MISSING', int_text(now), 'account' }
  end
  if outlived or hold then redis.call('DEL', hold_key) end
  redis.call(
    'HSET', hold_key, 'fingerprint', '', 'owners', orphan.owners_text, 'granted', claim_granted, 'terms', orphan.terms,
    'limits', orphan.limits, 'timing', orphan.timing, 'facts', orphan.facts, 'authorized_at_ms', claim_authorized_at_ms
  )
  if orphan.funding then redis.call('HSET', hold_key, 'funding', orphan.funding) end
  return finish(orphan, now, account_id, hold_id, by(reported), keys)
end
-- Nothing was used only if nothing that is reported says otherwise: the unit of an unknown hold is unknown too.
if (tonumber(connected_seconds) or 0) == 0 and int_of(units) == 0 and connected_seconds .. units ~= '' then
  if hold then return finish_early_reply(now, hold_replayed(hold, nonce), account) end
  return finish_early(hold_key, now, account, tonumber(early_release_ms), nonce)
end
return { 'MISSING', int_text(now), 'hold' }
