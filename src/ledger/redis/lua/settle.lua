#!lua flags=allow-oom
-- Charge what was used and free the rest, or correct a hold that ended without this knowledge.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  6 account_key  7 account_open  8 counters  9 lots
--   then the last four of each parent
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 connected_seconds (may have a fraction; '' absent)
--   6 units ('' absent)  7 duration_seconds  8 q850_cause  9 tombstone_ms  10 early_release_ms  11 nonce ('' none)
--   12 ended_seconds_ago (since the end of the call)  13 inconsistent ('1': the report contradicts itself)
--   The claim is looked at only where the hold is not known:
--   14 claim ('' none: granted authorized_at_ms payer (its place among the owners) funding, then lines of terms and
--   facts; see include/record.lua)
-- Replies: DONE now replayed result service change forgiven parts unit orphan hold_rule granted earlier still_held
--   EARLY now replayed balance available
--   CONFLICT now result service parts unit | GIVEN_BACK now | FIELD now name | MISSING now what
--   REKEY now which account_id | STORE_LOST now | INVARIANT now what | ADOPT now
-- include: path int clock record entry names sums price usage report

local meta, open, journal, hold_key, gateways, account_key, account_open = unpack(KEYS, 1, 7)
local now_ms, account_id, hold_id, owners, connected_seconds, units, duration_seconds, q850_cause, tombstone_ms,
  early_release_ms, nonce, ended_seconds_ago, inconsistent, claim = unpack(ARGV, 1, 14)

local now = clock_now(now_ms)
local stored = redis.pcall('GET', hold_key)

-- The reported quantity, whole by the rule of the pinned terms; nil when the needed field is absent.
local function reported_of(terms, granted)
  if terms.unit ~= 'second' then return int_of(units, granted) end
  if connected_seconds == '' then return nil end
  return price_whole(terms, tonumber(connected_seconds))
end

-- An open hold, see record.lua, that its own account has reserved from its balance alone.
local SHORT_HOLD = '^2 (%a+) (%d+) (%d+) (%d+) (%S+) %S+ (%S+) (%S+) %S+ %S+ [^\n]+\n\n\n()(%S+) 0\n'
  .. '(%d+) %d+ %d+ %a+ %d+ %d+ (%d+) %a+ %d %d (%d+)\n([^\n]*)\n([^\n]*)\n\n$'

-- The short path: the first end of such a hold, that the credit covers. Whatever else it is goes on to the rest, which
-- decides, and whose functions are not made before.
local function short_path()
  local was, amount, granted, since, answered, proven, sequence, pinned_at, fingerprint, most, tolerance,
    elapsed_tolerance, terms_text, facts = string.match(stored, SHORT_HOLD)
  if was ~= 'reserved' and was ~= 'answered' then return end
  local terms = price_terms(terms_text)
  local state, balance, held, credit_limit, account_sequence, lots, open_holds, day, month, year = unpack(redis.call(
    'HMGET', account_key, 'state', 'balance', 'held', 'credit_limit', 'sequence', 'lots', 'open', 'spent_d', 'spent_m',
    'spent_y'
  ))
  local grant, reserved, authorized_at = tonumber(granted), tonumber(amount), tonumber(since)
  local reported = reported_of(terms, grant)
  if not reported or not state or (lots and lots ~= '0') then return end
  local ended_at, is_inconsistent, doubted = report_read(
    now, terms.unit, authorized_at, tonumber(duration_seconds), tonumber(connected_seconds) or 0,
    tonumber(ended_seconds_ago), inconsistent == '1'
  )
  local used, clamped = report_used(
    terms.unit, reported, tonumber(most), grant, tonumber(proven) or 0, fingerprint == '-', tonumber(tolerance),
    tonumber(elapsed_tolerance), ended_at - authorized_at, doubted
  )
  local chargeable = price_chargeable(terms, used)
  local cost, balance_before, held_before = price_of(terms, chargeable), int_of(balance), int_of(held)
  local free = balance_before + int_of(credit_limit) - held_before
  -- What it has reserved is there, and what it costs beyond that is free.
  if held_before < reserved or cost > reserved + math.max(0, free) then return end
  -- What an earlier period has cost stands elsewhere.
  local moved = cost - reserved
  local day_now, month_now = sums_plus_at(day, authorized_at, moved), sums_plus_at(month, authorized_at, moved)
  local year_now = year and year ~= '' and sums_plus_at(year, authorized_at, moved)
  if ((day or '') ~= '' or (month or '') ~= '') and not (day_now and month_now and year_now ~= nil) then return end

  local at, name, member = int_text(now), ':' .. hold_id, account_id .. ':' .. hold_id
  local billed, charged = int_text(price_billed(terms, chargeable)), int_text(cost)
  local balance_now, held_now = int_text(balance_before - cost), int_text(held_before - reserved)
  local sequence_now, tombstone = int_text(int_of(account_sequence) + 1), int_text(now + tombstone_ms - authorized_at)
  local ended = used > 0 and 'settled' or 'released'
  if answered == '-' and used > 0 then answered = int_text(math.max(0, ended_at - used * 1000 - authorized_at)) end
  local service, subject = string.match(facts, '^([^\t]*)\t([^\t]*)')
  local parent, gateway, hold_rule = hold_route(facts)
  local result = report_result(
    ended, duration_seconds, billed, charged, int_text(math.max(0, reserved - cost)), '0', balance_now,
    int_text(free - cost + reserved), '0', '0', clamped, amount, is_inconsistent
  )
  local reply = report_reply(
    at, '0', result, service, charged, '0', '', terms.unit, fingerprint == '-', hold_rule, granted, '', '0'
  )
  local flags = (clamped and 'c' or '') .. (is_inconsistent and 'i' or '')
  hold_put(
    hold_key, tombstone_ms, ended, '0', granted, since, answered, tombstone, proven, sequence, '-', int_text(reported),
    nonce ~= '' and nonce .. ' ' .. charged .. ' 0' or '-', '\n' .. result .. '\n' .. string.sub(stored, pinned_at)
  )
  if redis.call('HDEL', account_key, 'h:' .. name) == 0 then redis.call('ZREM', account_open, name) end
  redis.call('ZREM', open, member)
  hold_list(gateways, parent, gateway, account_id, member, false)
  redis.call(
    'HSET', account_key, 'balance', balance_now, 'held', held_now, 'sequence', sequence_now,
    'open', int_text(int_of(open_holds) - 1),
    sums_fields(day_now, month_now, year_now)
  )
  journal_add(
    journal, used > 0 and 'charge' or 'release', account_id, sequence_now, at, int_text(-cost), balance_now, held_now,
    hold_id, service, subject ~= '' and subject or '-', billed, flags ~= '' and flags or '-',
    report_note(duration_seconds, terms.unit, used, q850_cause)
  )
  if reserved > 0 then redis.call('HINCRBY', meta, 'held', int_text(-reserved)) end
  if cost > 0 then redis.call('HINCRBY', meta, 'balance', int_text(-cost)) end
  return reply
end
if type(stored) == 'string' and owners == account_id and not IS_ALWAYS_GENERAL then
  local reply = short_path()
  if reply then return reply end
end

-- include: account spent read hold journal open purse finish
local owner_keys = account_keys(KEYS, 6)
local keys = { meta = meta, open = open, journal = journal, gateways = gateways }
local hold, adopt = hold_read(hold_key, now, stored)
if adopt then return adopt end
local known = hold and hold.state ~= 'early'
local by = {
  measured = tonumber(connected_seconds), state_if_used = 'settled', duration = tonumber(duration_seconds),
  cause = tonumber(q850_cause), swept = '0', estimated = '0', tombstone_ms = tonumber(tombstone_ms), nonce = nonce,
  ended_seconds_ago = tonumber(ended_seconds_ago), inconsistent = inconsistent == '1',
}
local reported, early
if known then
  reported = reported_of(price_pinned(hold), hold.granted)
  if not reported then return { 'FIELD', int_text(now), 'connected_seconds' } end
  if not hold_is_open(hold) then
    if hold.settled_by == int_text(reported) then return finish_replay(hold, now, nonce) end
    if hold.reversed then return { 'GIVEN_BACK', int_text(now) } end
    -- A settle of nothing says only that the call is over, and charges what was proven: the real settle may still come.
    if hold.state == 'settled' and hold.settled_by ~= '0' then
      return { 'CONFLICT', int_text(now), hold.result, (hold_party(hold)), hold.parts, hold_unit(hold) }
    end
    if hold.state == 'released' and reported == 0 then return finish_replay_released(hold, now, nonce) end
  end
elseif claim ~= '' then
  local granted, authorized_at_ms, payer, funding, terms, facts =
    string.match(claim, '^(%d+) (%d+) (%d+) ([^\n]*)\n([^\n]*)\n(.*)$')
  hold = {
    key = hold_key, state = 'released', fingerprint = '-', amount = 0, granted = tonumber(granted),
    owners_text = hold_owners_text(payer, owners, account_id), terms = terms, facts = facts,
    limits = granted .. ' 0 0 deny', timing = '0 0 0 release 1 0', parts = '',
    tracked = string.match(facts, '^[^\t]*\t[^\t]') and '.' or '',
    funding = funding ~= '' and funding, authorized_at_ms = tonumber(authorized_at_ms),
    answered_at_ms = 0, proven = 0, result = 'released 0 0 0 0 0 0 0 0 0 0 0',
  }
  reported = reported_of(price_pinned(hold), hold.granted)
-- Nothing was used only if nothing that is reported says otherwise: the unit of an unknown hold is unknown too.
elseif (tonumber(connected_seconds) or 0) == 0 and int_of(units) == 0 and connected_seconds .. units ~= '' then
  early = true
end

local own = account_read(owner_keys[1])
local payer = own
if not known then
  -- lazily: absent
  local absent = absent_reply(payer, now, meta)
  if absent then return absent end
  if not reported and not early then
    if hold and hold.state ~= 'early' then return { 'FIELD', int_text(now), 'connected_seconds' } end
    return { 'MISSING', int_text(now), 'hold' }
  end
end
if not early then
  local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
  if elsewhere then return elsewhere end
  if hold.payer_keys ~= owner_keys[1] then payer = account_read(hold.payer_keys) end
  if not payer.state then return { 'MISSING', int_text(now), 'account' } end
end
local general = purse_is_general(payer, nil, not early and hold or nil)
if general then
  -- lazily: lots funding refund
end
if early then
  -- lazily: early
  if hold then return early_reply(now, hold_replayed(hold, nonce), payer) end
  return early_write(hold_key, now, payer, tonumber(early_release_ms), nonce)
end
-- include: for_hold
by.reported, by.settled_by = reported, int_text(reported)
return finish(hold, now, account_id, hold_id, by, keys, own, payer, general)
