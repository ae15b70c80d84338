#!lua flags=allow-oom
-- A gateway says that a leg is up. An open hold hears of it. One that the store does not know is opened again from what
-- its settle token says, as of the time when it was authorized: nothing denies it, and it reserves what credit there
-- is. It is a call that is already up, so it may run when memory is full.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 connected_seconds (may have a fraction; '' absent)
--   6 units ('' absent)  7 answered ('1': billable time has begun)
--   The claim is looked at only where the hold is not known:
--   8 claim_terms ('' no claim)  9 claim_granted  10 claim_facts  11 claim_authorized_at_ms
--   12 claim_payer (its place among the owners)  13 claim_funding (see include/record.lua)
--   14 limits  15 timing (both as include/record.lua keeps them)  16 history (the note of the journal's entry)
--   17 claim_fingerprint (of the Authorize that was granted; '' not known: then no Authorize is the same request)
-- Replies: UP now recreated amount | ENDED now state charged | UNKNOWN now
--   MISSING now what | REKEY now which account_id | STORE_LOST now | ADOPT now
-- include: path int clock price account spent record read hold entry journal names open usage heard purse

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, hold_id, owners, connected_seconds, units, answered, claim_terms, claim_granted, claim_facts,
  claim_authorized_at_ms, claim_payer, claim_funding, limits, timing, history, claim_fingerprint = unpack(ARGV, 1, 17)

local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
if hold and not hold_is_open(hold) then
  local state = hold.state == 'early' and 'released' or hold.state
  return { 'ENDED', int_text(now), state, string.match(hold.result, '^%a+ %d+ %d+ (%d+)') or '0' }
end
local recreated = not hold
if recreated then
  -- lazily: absent
  local absent = absent_reply(account_read(owner_keys[1]), now, meta)
  if absent then return absent end
  if claim_terms == '' then return { 'UNKNOWN', int_text(now) } end
  local _, subject = hold_party({ facts = claim_facts })
  hold = {
    key = hold_key, state = 'reserved', granted = tonumber(claim_granted),
    fingerprint = claim_fingerprint == '' and 'recreated' or 'recreated:' .. claim_fingerprint,
    owners_text = hold_owners_text(claim_payer, owners, account_id), terms = claim_terms, facts = claim_facts,
    limits = limits, timing = timing, tracked = subject ~= '' and '.o0:subject/' .. subject or '',
    parts = '', funding = claim_funding ~= '' and claim_funding,
    authorized_at_ms = tonumber(claim_authorized_at_ms), answered_at_ms = 0, proven = 0, result = '',
  }
end
local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
if elsewhere then return elsewhere end

local payer = account_read(hold.payer_keys)
local terms, timings = price_pinned(hold), hold_timing(hold)
local in_seconds = terms.unit == 'second'
local used = tonumber(in_seconds and connected_seconds or units)
if used and in_seconds then used = price_whole(terms, used) end
local member = account_id .. ':' .. hold_id

-- What it takes to open it again. A call rings for as long again as it may, and is not swept before it was heard of.
local general = recreated and purse_is_general(payer, nil, hold)
local counting = recreated and (hold.tracked ~= '' or hold.funding)
local purse, taken = nil, { money = 0, plan = 0, text = '' }
-- include: for_reserving
if recreated then
  for _, account in ipairs(hold_accounts(hold, payer)) do
    if not account.state then return { 'MISSING', int_text(now), 'account' } end
  end
  if counting then limits_load_hold(hold, general and funding_pins(hold) or {}) end
  if general then
    lots_open(payer, now)
    purse = funding_purse(payer, now, funding_of_hold(hold, payer))
    taken = funding_take(purse, terms, hold.granted, 'held')
  else
    taken.money = math.min(price_of(terms, hold.granted), math.max(0, account_free(payer)))
    payer.held = payer.held + taken.money
  end
  hold.amount, hold.parts = taken.money, taken.text
  local unanswered = hold_unanswered_deadline(
    hold.authorized_at_ms, hold.granted, timings.ring, timings.grace, timings.answers
  )
  hold.deadline_at_ms = math.max(unanswered, now + timings.ring * 1000)
end

-- A list that says nothing new leaves nothing behind. No use says nothing: the call may be answered the next moment.
local proven = hold.proven
local heard = used and used > 0
if heard then hold_heard(hold, used, now, timings, in_seconds) end
heard = heard and (hold.proven > proven or not in_seconds)
local answers = answered == '1' and hold.answered_at_ms == 0
if answers then
  hold.state, hold.answered_at_ms = 'answered', now
  hold.deadline_at_ms = hold_answered_deadline(timings, now, hold.granted)
end
local reply = { 'UP', int_text(now), recreated and '1' or '0', int_text(hold.amount) }
if not recreated and not heard and not answers then return reply end

hold_write(hold)
redis.call('ZADD', open, int_text(hold.deadline_at_ms), member)
if recreated then
  for i, account in ipairs(hold.accounts) do open_add(account, open_name(i, account_id, hold_id)) end
  local parent, gateway = hold_route(hold.facts)
  hold_list(gateways, parent, gateway, account_id, member, true)
  if purse then
    journal_write_all(journal, now, payer, hold.payer, payer.before)
    funding_write(purse)
    lots_write(payer, now, meta)
  end
  local service, subject = hold_party(hold)
  journal_write(journal, now, payer, {
    kind = 'open', account = hold.payer, reference = hold_id, service = service, subject = subject,
    units = hold.granted, flags = 'g', origin = hold_origin(hold), parts = taken.text, note = history,
  })
end
if heard or answers then
  local is_clamped = heard and in_seconds and used > hold.proven
  journal_write(journal, now, payer, {
    kind = heard and 'extend' or 'answer', account = hold.payer, reference = hold_id,
    units = heard and hold.granted or 0, flags = (is_clamped and 'c' or '') .. 'g', origin = hold_origin(hold),
    parts = heard and hold.parts or '', note = heard and int_text(used) or '',
  })
end
if recreated then spent_move_accounts(hold.accounts, hold.authorized_at_ms, taken.money) end
if counting then limits_move(hold, taken.money, taken.plan, 1) end
for _, account in ipairs(recreated and hold.accounts or { payer }) do
  account_write(account, meta)
  if counting then counters_write(account, now) end
end
if taken.money > 0 then redis.call('HINCRBY', meta, 'held', int_text(taken.money)) end
return reply
