#!lua flags=allow-oom
-- A heartbeat with what was used so far and, where the hold reserves in steps and the grant is running out, one
-- more step. It is a call that is already up, so it may run when memory is full: cutting it would free nothing. A
-- denial leaves the old grant and still records the time.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 account_id  4 hold_id  5 owners
--   6 connected_seconds (may have a fraction; '' absent)  7 units ('' absent)  8 sequence  9 nonce ('' none)
-- Replies: EXTENDED now replayed reason ('' allowed) granted amount needed balance available posted unit
--   deadline_at_ms final clamped
--   CONFLICT now | LOWER now sequence | ENDED now state | FIELD now name | LATE now
--   MISSING now what | REKEY now which account_id | STORE_LOST now | ADOPT now
-- include: path int clock price account spent record read hold entry journal usage heard admission purse

local meta, open, journal, hold_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local now_ms, not_after_ms, account_id, hold_id, owners, connected_seconds, units,
  sequence, nonce = unpack(ARGV, 1, 9)

local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
if not hold or hold.state == 'early' then
  -- lazily: absent
  return absent_reply(account_read(owner_keys[1]), now, meta) or { 'MISSING', int_text(now), 'hold' }
end
if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
if elsewhere then return elsewhere end

local terms = price_pinned(hold)
local in_seconds = terms.unit == 'second'
local used, number = tonumber(in_seconds and connected_seconds or units), tonumber(sequence)
if not used then return { 'FIELD', int_text(now), in_seconds and 'connected_seconds' or 'units' } end
if in_seconds then used = price_whole(terms, used) end
local payer = account_read(hold.payer_keys)
local general = purse_is_general(payer, nil, hold)
local accounts, counting = hold_accounts(hold, payer), hold.tracked ~= '' or hold.funding
if general then
  -- lazily: lots funding
end
-- include: for_hold
if counting then limits_load_hold(hold, general and funding_pins(hold) or {}) end
local by
if general then
  lots_open(payer, now, nil, hold.parts)
  by = funding_of_hold(hold, payer, funding_parts(hold.parts, hold.amount))
end
if hold.interim then earlier_offset(by, earlier_read(hold)) end

-- Whether the report was above what can have passed: then it proves no more than that.
local function is_clamped()
  return in_seconds and used > hold.proven
end

local function reply(replayed, reason, needed)
  local available, posted = account_free(payer), payer.balance + payer.credit_limit
  if general then
    available = funding_free(payer, now, by.service, by.since, by.stop)
    posted = funding_posted(payer, now, by.service)
  end
  return table.concat({
    'EXTENDED', int_text(now), replayed, reason, int_text(hold.granted), int_text(hold.amount), int_text(needed),
    int_text(payer.balance), int_text(available), int_text(posted), terms.unit, int_text(hold.deadline_at_ms),
    (reason ~= '' or hold_is_final(hold, terms.unit)) and '1' or '0', is_clamped() and '1' or '0',
  }, '\n')
end

if hold.sequence then
  local last, reported = string.match(hold.sequence, '^(%d+):(%d+)$')
  if number < tonumber(last) then return { 'LOWER', int_text(now), last } end
  if number == tonumber(last) then
    if reported ~= int_text(used) then return { 'CONFLICT', int_text(now) } end
    return reply(hold_replayed(hold, nonce), '', 0)
  end
end
if tonumber(not_after_ms) > 0 and now > tonumber(not_after_ms) then return { 'LATE', int_text(now) } end

local max_units, step, below = string.match(hold.limits, '^(%d+) (%d+) %d+ (%a+)$')
max_units, step = tonumber(max_units), tonumber(step)
local timing = hold_timing(hold)
local elapsed_ms = math.max(0, now - hold.authorized_at_ms)

-- The grant that is wanted: one step more when less than a step is left of the present one, so that heartbeats do not
-- pile steps up.
local function wanted()
  local believed = math.min(used, usage_believable(timing.elapsed_tolerance, elapsed_ms))
  if not in_seconds or step == 0 or believed + step <= hold.granted then return hold.granted end
  return math.min(max_units, hold.granted + step)
end

local purse
if general then
  by.plan_left = hold.tracked ~= '' and limits_plan_left_for(hold) or nil
  purse = funding_purse(payer, now, by)
end
-- What may be added, beside what it has.
local free = purse and purse.money - by.own.money or account_free(payer)
local target = wanted()
local full = target
local needed = target > hold.granted and purse_price(purse, terms, target) - hold.amount or 0
local reason = ''
for _, account in ipairs(accounts) do
  if reason == '' then reason = admission_state(account) or '' end
end
if reason == '' and target > hold.granted and timing.zero
  and purse_is_at_zero(purse, payer, now, (hold_party(hold)), terms) then
  reason = 'ZERO_BALANCE'
end

-- Fits the step to the money where the hold rule says so, or says why there is no step.
local function fit(money, refusal)
  if reason ~= '' or needed <= 0 or money >= needed then return end
  local covered = below == 'shorten' and purse_affordable(purse, terms, money + hold.amount, target) or 0
  if covered > hold.granted then
    target = covered
    needed = purse_price(purse, terms, target) - hold.amount
  else
    reason = refusal
  end
end

if purse and by.stop then fit(free, 'PLAN_EXHAUSTED') end
if hold.tracked ~= '' then fit(limits_left_for(hold), 'SPEND_LIMIT') end
fit(free, 'INSUFFICIENT_CREDIT')
if reason == 'PLAN_EXHAUSTED' then funding_note_stopped(hold.payer_keys.counters, by.period) end
local change = { money = 0, plan = 0 }
local extended = reason == '' and target > hold.granted
if extended then
  hold.cut = target < full
  local taken = { money = hold.amount + needed, plan = 0, text = '' }
  if purse then
    funding_give_back(purse, 'held')
    taken = funding_take(purse, terms, target, 'held')
    change.plan = taken.plan - by.own.plan
  else
    payer.held = payer.held + needed
  end
  change.money = taken.money - hold.amount
  hold.amount, hold.granted, hold.parts = taken.money, target, taken.text
end
if general then lots_roll(payer, now, payer.after) end
hold_heard(hold, used, now, timing, in_seconds)
local answer = reply('0', reason, reason == '' and 0 or math.max(0, needed))

if reason == '' then hold.sequence = int_text(number) .. ':' .. int_text(used) end
hold.nonce = nonce ~= '' and nonce
hold_write(hold)
redis.call('ZADD', open, int_text(hold.deadline_at_ms), account_id .. ':' .. hold_id)
if general then journal_write_all(journal, now, payer, hold.payer, payer.before) end
journal_write(journal, now, payer, {
  kind = 'extend', account = hold.payer, reference = hold_id, units = hold.granted,
  flags = (is_clamped() and 'c' or '') .. (reason ~= '' and 'd' or ''), origin = hold_origin(hold), parts = hold.parts,
  note = int_text(used),
})
if general then
  journal_write_all(journal, now, payer, hold.payer, payer.after)
  funding_write(purse)
  lots_write(payer, now, meta)
end
spent_move_accounts(accounts, hold.authorized_at_ms, change.money)
if extended and counting then limits_move(hold, change.money, change.plan, 0) end
for _, account in ipairs(accounts) do
  account_write(account, meta)
  if counting then counters_write(account, now) end
end
if change.money ~= 0 then redis.call('HINCRBY', meta, 'held', int_text(change.money)) end
return answer
