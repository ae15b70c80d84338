-- How a hold ends: by settle, release or the sweeper, and how an ended one is corrected. All of them come through here,
-- so that there is one way to charge. The result is stored with the hold as words, so that a replay is word for word:
--   state duration_seconds billed_units charged released write_off balance available estimated corrected clamped held
--   inconsistent (absent in a result of a version without it)
-- The reply adds what this very ending moved: the change of the charge, and of what is written off; nothing in a
-- replay.
local function finish_reply(now, replayed, h, change, forgiven)
  return {
    'DONE', int_text(now), replayed, h.result, (hold_party(h)), int_text(change or 0), int_text(forgiven or 0),
    h.parts or '', hold_unit(h), h.fingerprint == '' and '1' or '0', hold_rule(h), int_text(h.granted),
  }
end

local function finish_result_number(result, index)
  local at = 0
  for word in string.gmatch(result, '%S+') do
    at = at + 1
    if at == index then return tonumber(word) end
  end
end

-- The same end again: with what it moved where the same asking is only repeated, else with nothing.
local function finish_replay(h, now, nonce)
  local asked, change, forgiven = hold_asked_by(h, nonce)
  if asked then return finish_reply(now, '0', h, change, forgiven) end
  return finish_reply(now, '1', h)
end

-- A release of what has ended already. The caller knows now that the call is over: a late answer must not revive what
-- the sweeper released.
local function finish_replay_released(h, now, nonce)
  if h.swept then redis.call('HSET', h.key, 'swept', '0') end
  return finish_replay(h, now, nonce)
end

-- When the call was over, whether the report contradicts itself, and whether it does so about the connected time. Less
-- than a second is no contradiction: gateways leave the fraction out of one figure and not of the other. No call is
-- over before it was authorized: one that is said to be was over just now, or a wrong unit of that age would make every
-- call one of no time.
local function finish_report(h, now, terms, by)
  local ended_at = now - 1000 * (by.ended_seconds_ago or 0)
  local longer = by.duration > 0 and math.floor(by.measured or 0) > by.duration
  local doubted = by.inconsistent or terms.unit == 'second' and longer
  if ended_at >= h.authorized_at_ms then return ended_at, doubted, doubted end
  return now, doubted or ended_at < h.authorized_at_ms - 1000 * USAGE_SKEW_SECONDS, doubted
end

-- How much was used, before increments, and whether the report was cut: seconds to what can have passed, other units to
-- what one request may have. A hold that the store never knew is not worth more than its grant.
local function finish_used(h, terms, by, ended_at, doubted)
  if terms.unit ~= 'second' then
    local most = tonumber(string.match(h.limits, '^%d+'))
    return math.max(math.min(by.reported, most), h.proven), by.reported > most
  end
  local reported = by.reported
  if h.fingerprint == '' then reported = math.min(reported, h.granted) end
  local elapsed_ms = math.max(0, ended_at - h.authorized_at_ms)
  local used, clamped = usage_billable(reported, h.granted, h.proven, hold_timing(h), doubted, elapsed_ms)
  return used, clamped or reported < by.reported
end

-- The sources of a hold that ends, or of an ended one that is corrected. What it has already goes back first: the
-- reservation, or the earlier charge. A correction downwards then draws on nothing else, so that what is returned goes
-- back to where it came from, in reverse order.
local function finish_purse(h, payer, now, terms, used, charged)
  local first = hold_is_open(h)
  local by = funding_of_hold(h, funding_parts(h.parts, first and h.amount or charged))
  by.plan_left = limits_plan_left_for(h)
  if first then return funding_purse(payer, now, by) end
  local purse = funding_purse(payer, now, by, true)
  if funding_price(purse, terms, used) <= charged then return purse end
  return funding_purse(payer, now, by, false)
end

-- Ends or corrects the hold.
-- by: reported (whole units), measured (seconds, may have a fraction; nil when unknown), state_if_used, duration,
--   cause, settled_by, swept, estimated, tombstone_ms, nonce, ended_seconds_ago (nil just now), inconsistent (the
--   report contradicts itself as it is)
-- keys: meta, open, journal, gateways
local function finish(h, now, account_id, hold_id, by, keys)
  local payer = account_read(h.payer_keys)
  lots_open(payer, now)
  local terms = price_pinned(h)
  local ended_at, inconsistent, doubted = finish_report(h, now, terms, by)
  local used, clamped = finish_used(h, terms, by, ended_at, doubted)
  local charged = price_chargeable(terms, used)
  local billed = price_billed(terms, charged)
  local first, reserved, state_before = hold_is_open(h), h.amount, h.state
  local charged_before = first and 0 or finish_result_number(h.result, 4)
  local purse = finish_purse(h, payer, now, terms, charged, charged_before)
  if first and not funding_holds(purse) then
    return { 'INVARIANT', int_text(now), 'held below the amount of an open hold' }
  end
  local billed_before = first and 0 or finish_result_number(h.result, 3)
  local held = first and reserved or finish_result_number(h.result, 12)
  local forgiven_before = first and 0 or finish_result_number(h.result, 6)
  local own, balance_before = purse.own, payer.balance
  funding_give_back(purse, first and 'held' or 'used')
  local taken = funding_take(purse, terms, charged, 'used')
  lots_roll(payer, now, payer.after)
  local released = first and math.max(0, reserved - taken.cost) or finish_result_number(h.result, 5)
  local written_off = taken.cost - taken.money
  local change, forgiven = taken.money - charged_before, written_off - forgiven_before

  local state = 'released'
  if used > 0 or by.state_if_used == 'expired' then state = by.state_if_used end
  local corrected = first and '0' or '1'
  local service, subject = hold_party(h)
  local available = funding_free(payer, now, service, h.authorized_at_ms, purse.by.stop)
  h.state = state
  h.result = table.concat({
    state, int_text(by.duration), int_text(billed), int_text(taken.money), int_text(released), int_text(written_off),
    int_text(payer.balance), int_text(available), by.estimated, corrected, clamped and '1' or '0', int_text(held),
    inconsistent and '1' or '0',
  }, ' ')
  local had_parts = h.parts
  h.parts = taken.text
  local reply = finish_reply(now, '0', h, change, forgiven)
  local answered_at = h.answered_at_ms
  if answered_at == 0 and used > 0 then answered_at = math.max(h.authorized_at_ms, ended_at - used * 1000) end

  local kind = used > 0 and 'charge' or 'release'
  if not first then kind = 'correction' end
  local used_before = state_before == 'settled' or state_before == 'expired' and (billed_before > 0 or h.proven > 0)
  local late = not first and used > 0 and not used_before
  local flags = (by.estimated == '1' and 'e' or '') .. (clamped and 'c' or '')
    .. (inconsistent and 'i' or '') .. (late and 'l' or '')
  local note = int_text(by.duration) .. ' ' .. int_text(by.cause)
  local fields = { 'state', state, 'amount', '0', 'result', h.result, 'settled_by', by.settled_by, 'swept', by.swept,
    'answered_at_ms', int_text(answered_at), 'expires_at_ms', int_text(now + by.tombstone_ms) }
  if taken.text ~= '' then
    fields[#fields + 1] = 'parts'
    fields[#fields + 1] = taken.text
  elseif had_parts then
    redis.call('HDEL', h.key, 'parts')
  end
  local nonce = by.nonce ~= '' and table.concat({ by.nonce, int_text(change), int_text(forgiven) }, ' ') or ''
  hold_note_nonce(h, nonce, fields)
  redis.call('HSET', h.key, unpack(fields))
  redis.call('PEXPIRE', h.key, int_text(by.tombstone_ms))
  if first then
    local member = account_id .. ':' .. hold_id
    for _, owner in ipairs(h.owners) do redis.call('SREM', owner.open, member) end
    redis.call('ZREM', keys.open, member)
    local gateway_member = hold_gateway_member(h, member)
    if gateway_member then redis.call('ZREM', keys.gateways, gateway_member) end
    limits_move_open(h, -1)
  end
  journal_write_all(keys.journal, now, payer, h.payer, payer.before)
  journal_write(keys.journal, now, payer, {
    kind = kind, account = h.payer, amount = -change, reference = hold_id, service = service, subject = subject,
    units = billed - billed_before,
    flags = flags, origin = hold_origin(h), parts = taken.text, note = note,
  })
  if forgiven ~= 0 then
    journal_write(keys.journal, now, payer, {
      kind = 'write_off', account = h.payer, amount = forgiven, reference = hold_id, service = service,
      subject = subject,
      origin = hold_origin(h), note = note,
    })
  end
  journal_write_all(keys.journal, now, payer, h.payer, payer.after)
  funding_write(purse)
  limits_move(h, {
    money = first and -reserved or 0, plan = first and -own.plan or 0,
  }, {
    money = change, plan = taken.plan - (first and 0 or own.plan),
  })
  lots_write(payer, now, keys.meta)
  account_write(payer)
  if first and reserved > 0 then redis.call('HINCRBY', keys.meta, 'held', int_text(-reserved)) end
  if payer.balance ~= balance_before then
    redis.call('HINCRBY', keys.meta, 'balance', int_text(payer.balance - balance_before))
  end
  return reply
end

-- The reply to a release, or a settle of nothing, where no hold is known.
local function finish_early_reply(now, replayed, account)
  lots_open(account, now)
  return { 'EARLY', int_text(now), replayed, int_text(account.balance), int_text(funding_free(account, now)) }
end

-- What such a release leaves: a marker that turns a late authorize into a denial.
local function finish_early(key, now, account, early_ms, nonce)
  local fields = { 'state', 'early', 'expires_at_ms', int_text(now + early_ms) }
  redis.call('DEL', key)
  hold_note_nonce({ key = key }, nonce, fields)
  redis.call('HSET', key, unpack(fields))
  redis.call('PEXPIRE', key, int_text(early_ms))
  return finish_early_reply(now, '0', account)
end
