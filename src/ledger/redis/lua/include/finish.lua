-- How a hold ends: by settle, release or the sweeper, and how an ended one is corrected. All of them come through here,
-- so that there is one way to charge. The result is stored with the hold, see report.lua.

local function finish_used(h, unit, reported, elapsed_ms, doubted)
  local timing, most = hold_timing(h), tonumber(string.match(h.limits, '^%d+'))
  return report_used(
    unit, reported, most, h.granted, h.proven, h.fingerprint == '-', timing.tolerance, timing.elapsed_tolerance,
    elapsed_ms, doubted
  )
end

local function finish_reply(now, replayed, h, change, forgiven, earlier, still_held)
  local _, _, hold_rule = hold_route(h.facts)
  return report_reply(
    int_text(now), replayed, h.result, (hold_party(h)), int_text(change or 0), int_text(forgiven or 0), h.parts,
    hold_unit(h), h.fingerprint == '-', hold_rule, int_text(h.granted), earlier or '', int_text(still_held or 0)
  )
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
  if h.swept then
    h.swept = false
    hold_write(h, true)
  end
  return finish_replay(h, now, nonce)
end

-- What an earlier end of the hold has said, or interim settles; nothing where this is the first.
local function finish_before(h)
  if h.interim then return earlier_read(h) end
  if hold_is_open(h) then return { billed = 0, charged = 0, released = 0, forgiven = 0, held = h.amount } end
  local billed, charged, released, forgiven, held =
    string.match(h.result, '^%a+ %d+ (%d+) (%d+) (%d+) (%d+) %S+ %S+ %d %d %d (%d+)')
  return {
    billed = tonumber(billed), charged = tonumber(charged), released = tonumber(released),
    forgiven = tonumber(forgiven), held = tonumber(held),
  }
end

-- Ends or corrects the hold.
-- by: reported (units or whole seconds), measured (as they came, nil unknown), state_if_used, duration, cause,
--   settled_by ('-' where the sweeper does it), swept, estimated, tombstone_ms, nonce, ended_seconds_ago (nil just
--   now), inconsistent (the report contradicts itself as it is), flags (further ones for the journal; nil none)
-- keys: meta, open, journal, gateways
-- own, payer: its account and the one that pays, as they were read; general: the pieces of every source are there
local function finish(h, now, account_id, hold_id, by, keys, own, payer, general)
  local terms = price_pinned(h)
  local since = h.authorized_at_ms
  local ended_at, inconsistent, doubted = report_read(
    now, terms.unit, since, by.duration, by.measured or 0, by.ended_seconds_ago or 0, by.inconsistent
  )
  local used, clamped = finish_used(h, terms.unit, by.reported, ended_at - since, doubted)
  local first, reserved, state_before, before = hold_is_open(h), h.amount, h.state, finish_before(h)
  local earlier = first and h.interim and before
  -- An end that reports nothing says only that the call is over: what interim settles charged stays charged.
  if earlier and by.reported == 0 then used = math.max(used, earlier.units) end
  local charged = price_chargeable(terms, used)
  local billed = price_billed(terms, charged)
  local had = first and before.held or before.charged
  local accounts, counting = hold_accounts(h, payer, own), h.tracked ~= '' or h.funding
  if counting then limits_load_hold(h, general and funding_pins(h) or {}) end
  local purse, taken, own_plan = nil, nil, 0
  if general then
    lots_open(payer, now, nil, h.parts)
    purse = finish_purse(h, payer, now, terms, charged, had, earlier and earlier_own(h, earlier))
    own_plan = purse.own.plan
    if earlier then
      earlier_settle(purse, parts_list(earlier.parts, 0), -1)
    end
    if first and not funding_holds(purse) then
      return { 'INVARIANT', int_text(now), 'held below the amount of an open hold' }
    end
    funding_give_back(purse, first and 'held' or 'used')
    taken = funding_take(purse, terms, charged, 'used')
    lots_roll(payer, now, payer.after)
  else
    if first and payer.held < had then
      return { 'INVARIANT', int_text(now), 'held below the amount of an open hold' }
    end
    local cost = price_of(terms, charged)
    taken = { cost = cost, money = math.min(cost, had + math.max(0, account_free(payer))), plan = 0, text = '' }
    if first then payer.held = payer.held - had else payer.balance = payer.balance + had end
    payer.balance = payer.balance - taken.money
  end
  local released = first and math.max(0, before.held - taken.cost) or before.released
  local written_off = taken.cost - taken.money
  local change, forgiven = taken.money - before.charged, written_off - before.forgiven

  local state = 'released'
  if used > 0 or by.state_if_used == 'expired' then state = by.state_if_used end
  local service, subject = hold_party(h)
  local available = general and funding_free(payer, now, service, h.authorized_at_ms, purse.by.stop)
    or account_free(payer)
  h.state = state
  h.result = report_result(
    state, int_text(by.duration), int_text(billed), int_text(taken.money), int_text(released), int_text(written_off),
    int_text(payer.balance), int_text(available), by.estimated, first and '0' or '1', clamped, int_text(before.held),
    inconsistent
  )
  h.parts = taken.text
  local reply = finish_reply(now, '0', h, change, forgiven, earlier and earlier.parts)
  if h.answered_at_ms == 0 and used > 0 then
    h.answered_at_ms = math.max(h.authorized_at_ms, ended_at - used * 1000)
  end

  local kind = used > 0 and 'charge' or 'release'
  -- The last of several charges may turn out to give back.
  if not first or change < 0 then kind = 'correction' end
  local used_before = state_before == 'settled'
    or state_before == 'expired' and (before.billed > 0 or h.proven > 0)
  local late = not first and used > 0 and not used_before
  local flags = (by.estimated == '1' and 'e' or '') .. (clamped and 'c' or '')
    .. (inconsistent and 'i' or '') .. (late and 'l' or '') .. (earlier and earlier.units > 0 and 'm' or '')
    .. (by.flags or '')
  local note = report_note(int_text(by.duration), terms.unit, used, int_text(by.cause))
  h.amount, h.settled_by, h.swept, h.interim = 0, by.settled_by, by.swept == '1', nil
  h.expires_at_ms = now + by.tombstone_ms
  h.nonce = by.nonce ~= '' and by.nonce .. ' ' .. int_text(change) .. ' ' .. int_text(forgiven)
  hold_write(h, by.tombstone_ms)
  if first then
    local member = account_id .. ':' .. hold_id
    for i, account in ipairs(accounts) do open_remove(account, open_name(i, account_id, hold_id)) end
    redis.call('ZREM', keys.open, member)
    local parent, gateway = hold_route(h.facts)
    hold_list(keys.gateways, parent, gateway, account_id, member, false)
  end
  if general then journal_write_all(keys.journal, now, payer, h.payer, payer.before) end
  journal_write(keys.journal, now, payer, {
    kind = kind, account = h.payer, amount = -change, reference = hold_id, service = service, subject = subject,
    units = billed - before.billed, flags = flags, origin = hold_origin(h), parts = taken.text, note = note,
  })
  if forgiven ~= 0 then
    journal_write(keys.journal, now, payer, {
      kind = 'write_off', account = h.payer, amount = forgiven, reference = hold_id, service = service,
      subject = subject, origin = hold_origin(h), note = note,
    })
  end
  if general then
    journal_write_all(keys.journal, now, payer, h.payer, payer.after)
    funding_write(purse)
    lots_write(payer, now, keys.meta)
  end
  local moved = change - (first and reserved or 0)
  spent_move_accounts(accounts, h.authorized_at_ms, moved)
  if counting then limits_move(h, moved, taken.plan - own_plan, first and -1 or 0) end
  for _, account in ipairs(accounts) do
    account_write(account, keys.meta)
    if counting then counters_write(account, now) end
  end
  if first and reserved > 0 then redis.call('HINCRBY', keys.meta, 'held', int_text(-reserved)) end
  return reply
end
