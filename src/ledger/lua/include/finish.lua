-- How a hold ends: by settle, release or the sweeper, and how an ended one is corrected. All of them come through here, so that there is one way to
-- charge. The result is stored with the hold as words, so that a replay is word for word:
--   state duration_seconds billed_units charged released write_off balance available estimated corrected clamped held
-- The reply adds what this very ending moved: the change of the charge, and of what is written off; nothing in a replay.
local function finish_reply(now, replayed, h, change, forgiven)
  return { 'DONE', int_text(now), replayed, h.result, (hold_party(h)), int_text(change or 0), int_text(forgiven or 0) }
end

local function finish_result_number(result, index)
  local at = 0
  for word in string.gmatch(result, '%S+') do
    at = at + 1
    if at == index then return tonumber(word) end
  end
end

-- A release of what has ended already. The caller knows now that the call is over: a late answer must not revive what the sweeper released.
local function finish_replay_released(h, now)
  if h.swept then redis.call('HSET', h.key, 'swept', '0') end
  return finish_reply(now, '1', h)
end

-- How much was used, before increments, and whether the report was cut. Units other than seconds are bounded by nothing but the report.
local function finish_used(h, terms, reported, now)
  if terms.unit ~= 'second' then return math.max(reported, h.proven), false end
  return usage_billable(reported, h.granted, h.proven, hold_timing(h).tolerance, now - h.authorized_at_ms)
end

-- Moves the money. The first end gives the reservation back and charges from it; a correction has none and moves only the difference. Returns
-- what the hold has been charged in all, and the change.
local function finish_move(h, payer, cost)
  if hold_is_open(h) then
    local charged = funding_draw(payer, cost, h.amount)
    return charged, charged
  end
  local before = finish_result_number(h.result, 4)
  if cost < before then
    payer.balance = payer.balance + before - cost
    return cost, cost - before
  end
  local charged = funding_draw(payer, cost - before, 0)
  return before + charged, charged
end

-- Ends or corrects the hold.
-- by: reported (units), state_if_used, flags for the journal, duration, cause, settled_by, swept, estimated, tombstone_ms, retention_ms
-- keys: meta, open, journal, hold, payer's account, payer's open holds, payer's counters
local function finish(h, payer, now, account_id, hold_id, by)
  local terms = price_terms(h.terms)
  local used, clamped = finish_used(h, terms, by.reported, now)
  local cost, billed = price_of(terms, used), price_billed(terms, used)
  local first, reserved = hold_is_open(h), h.amount
  if first and payer.held < reserved then return { 'INVARIANT', int_text(now), 'held below the amount of an open hold' } end
  local billed_before = first and 0 or finish_result_number(h.result, 3)
  local released = first and math.max(0, reserved - cost) or finish_result_number(h.result, 5)
  local held = first and reserved or finish_result_number(h.result, 12)
  local forgiven_before = first and 0 or finish_result_number(h.result, 6)
  local charged, change = finish_move(h, payer, cost)
  local forgiven = cost - charged - forgiven_before

  local state = 'released'
  if used > 0 or by.state_if_used == 'expired' then state = by.state_if_used end
  local corrected = first and '0' or '1'
  h.state = state
  h.result = table.concat({
    state, int_text(by.duration), int_text(billed), int_text(charged), int_text(released), int_text(cost - charged), int_text(payer.balance),
    int_text(account_available(payer)), by.estimated, corrected, clamped and '1' or '0', int_text(held),
  }, ' ')
  local reply = finish_reply(now, '0', h, change, forgiven)
  local service, subject = hold_party(h)
  local answered_at = h.answered_at_ms
  if answered_at == 0 and used > 0 then answered_at = math.max(h.authorized_at_ms, now - used * 1000) end

  local kind = used > 0 and 'charge' or 'release'
  if not first then kind = 'correction' end
  local late = not first and billed > 0 and billed_before == 0
  local flags = (by.estimated == '1' and 'e' or '') .. (clamped and 'c' or '') .. (late and 'l' or '')
  local note = int_text(by.duration) .. ' ' .. int_text(by.cause)
  redis.call('HSET', KEYS[4], 'state', state, 'amount', '0', 'result', h.result, 'settled_by', by.settled_by, 'swept', by.swept,
    'answered_at_ms', int_text(answered_at), 'expires_at_ms', int_text(now + by.tombstone_ms))
  redis.call('PEXPIRE', KEYS[4], int_text(by.tombstone_ms))
  if first then
    redis.call('SREM', KEYS[6], account_id .. ':' .. hold_id)
    redis.call('ZREM', KEYS[2], account_id .. ':' .. hold_id)
  end
  journal_write(KEYS[3], now, by.retention_ms, payer, {
    kind = kind, account = h.payer, amount = -change, reference = hold_id, service = service, subject = subject, units = billed - billed_before,
    flags = flags, note = note,
  })
  if forgiven ~= 0 then
    journal_write(KEYS[3], now, by.retention_ms, payer, {
      kind = 'write_off', account = h.payer, amount = forgiven, reference = hold_id, service = service, subject = subject, note = note,
    })
  end
  limits_move(h, KEYS[7], first and -reserved or 0, change)
  account_write(payer)
  if first and reserved > 0 then redis.call('HINCRBY', KEYS[1], 'held', int_text(-reserved)) end
  if change ~= 0 then redis.call('HINCRBY', KEYS[1], 'balance', int_text(-change)) end
  return reply
end

-- What a release, or a settle of nothing, leaves where no hold is known: a marker that turns a late authorize into a denial.
local function finish_early(key, now, account, early_ms)
  redis.call('DEL', key)
  redis.call('HSET', key, 'state', 'early', 'expires_at_ms', int_text(now + early_ms))
  redis.call('PEXPIRE', key, int_text(early_ms))
  return { 'EARLY', int_text(now), '0', int_text(account.balance), int_text(account_available(account)) }
end

-- The reply where neither hold nor account is there: elsewhere (a child's stub), lost, or never known.
local function finish_absent(account, now)
  if account.root and not account.state then return { 'REKEY', int_text(now), 'root', account.root } end
  if account.state then return nil end
  if redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end
  return { 'MISSING', int_text(now), 'account' }
end
