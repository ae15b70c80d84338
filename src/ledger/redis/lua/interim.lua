#!lua flags=allow-oom
-- Charge what was used so far of a call that goes on: the price of all of it, less what was charged before. The rest
-- stays reserved. It is a heartbeat too. It may run when memory is full, as every report of a call that is up.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 hold_id  4 owners  5 connected_seconds (may have a fraction; '' absent)
--   6 units ('' absent)  7 sequence  8 duration_seconds  9 inconsistent ('1': the report contradicts itself)
--   10 nonce ('' none)
-- Replies: DONE now replayed result service change forgiven parts unit orphan hold_rule granted earlier still_held
--   CONFLICT now | LOWER now sequence | ENDED now state | FIELD now name
--   MISSING now what | REKEY now which account_id | STORE_LOST now | INVARIANT now what | ADOPT now
-- include: path int clock price account spent record read hold entry journal absent usage report heard

local meta, open, journal, hold_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local now_ms, account_id, hold_id, owners, connected_seconds, units, sequence, duration_seconds, inconsistent,
  nonce = unpack(ARGV, 1, 10)

local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
if not hold or hold.state == 'early' then
  return absent_reply(account_read(owner_keys[1]), now, meta) or { 'MISSING', int_text(now), 'hold' }
end
if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
if elsewhere then return elsewhere end

local terms = price_pinned(hold)
local in_seconds, duration = terms.unit == 'second', tonumber(duration_seconds)
local reported, number = tonumber(in_seconds and connected_seconds or units), tonumber(sequence)
if not reported then return { 'FIELD', int_text(now), in_seconds and 'connected_seconds' or 'units' } end
local doubted = inconsistent == '1' or in_seconds and duration > 0 and math.floor(reported) > duration
if in_seconds then reported = price_whole(terms, reported) end
local payer = account_read(hold.payer_keys)
hold_accounts(hold, payer)
do
  -- lazily: periods counters allowances prune limits lots funding finish parts earlier
end
limits_load_hold(hold, funding_pins(hold))
lots_open(payer, now, nil, hold.parts)
if funding_packs(hold) then
  -- lazily: packs
end
local by = funding_of_hold(hold, payer, funding_parts(hold.parts, hold.amount))
local before = hold.interim and earlier_read(hold)
if before then earlier_offset(by, before) end

local function reply(replayed, interim, change, earlier)
  local available = funding_free(payer, now, by.service, by.since, by.stop)
  local result = table.concat({
    hold.state, duration_seconds, int_text(interim.billed), int_text(interim.charged), '0', '0',
    int_text(payer.balance), int_text(available), '0', '0', interim.clamped and '1' or '0',
    int_text(hold.amount + interim.charged), doubted and '1' or '0',
  }, ' ')
  return finish_reply(now, replayed, {
    result = result, parts = interim.parts, facts = hold.facts, terms = hold.terms, priced = terms,
    fingerprint = hold.fingerprint, granted = hold.granted,
  }, change, 0, earlier, hold.amount)
end

if before then
  if number < before.sequence then return { 'LOWER', int_text(now), int_text(before.sequence) } end
  if number == before.sequence then
    if reported ~= before.reported then return { 'CONFLICT', int_text(now) } end
    local asked, change = hold_asked_by(hold, nonce)
    return reply(asked and '0' or '1', before, asked and change or 0, '')
  end
end
before = before or { units = 0, billed = 0, charged = 0, parts = '' }

local used, clamped = finish_used(hold, terms.unit, reported, now - hold.authorized_at_ms, doubted)
used = math.max(used, before.units)
local chargeable = price_chargeable(terms, used)
by.plan_left = limits_plan_left_for(hold)
local purse = funding_purse(payer, now, by)
if not funding_holds(purse) then return { 'INVARIANT', int_text(now), 'held below the amount of an open hold' } end
local owed, cover = funding_price(purse, terms, chargeable), earlier_cover(purse, terms, chargeable)
-- All of it is reserved anew, and the first part of that is charged.
local amount_before = hold.amount
funding_give_back(purse, 'held')
local kept = funding_take(purse, terms, math.max(hold.granted, chargeable), 'held')
local all = parts_list(kept.text, kept.money)
local charge = parts_first(all, cover, owed)
earlier_settle(purse, charge, 1)
lots_roll(payer, now, payer.after)
local rest, change, charged_plan = parts_without(all, charge), parts_money(charge), parts_plan(charge)
hold.amount, hold.parts = parts_money(rest), parts_stored(rest)
local parts = parts_plus(parts_list(before.parts, 0), charge)
local interim = {
  sequence = number, reported = reported, units = used, clamped = clamped, billed = price_billed(terms, chargeable),
  charged = before.charged + change, parts = parts_text(parts),
}
earlier_note(hold, interim)
hold_heard(hold, reported, now, hold_timing(hold), in_seconds)
hold.nonce = nonce ~= '' and nonce .. ' ' .. int_text(change) .. ' 0'
local answer = reply('0', interim, change, before.parts)

hold_write(hold)
redis.call('ZADD', open, int_text(hold.deadline_at_ms), account_id .. ':' .. hold_id)
journal_write_all(journal, now, payer, hold.payer, payer.before)
local flags = (clamped and 'c' or '') .. (doubted and 'i' or '') .. (before.units > 0 and 'm' or '')
if used == 0 then
  -- Nothing was used yet: a heartbeat.
  journal_write(journal, now, payer, {
    kind = 'extend', account = hold.payer, reference = hold_id, units = hold.granted, flags = flags,
    origin = hold_origin(hold), parts = hold.parts, note = int_text(reported),
  })
else
  journal_write(journal, now, payer, {
    kind = 'charge', account = hold.payer, amount = -change, reference = hold_id, service = by.service,
    subject = select(2, hold_party(hold)), units = interim.billed - before.billed, flags = flags,
    origin = hold_origin(hold), parts = parts_stored(parts),
    -- What is still reserved tells it from an end.
    note = report_note(duration_seconds, terms.unit, used, '0 ' .. journal_word(parts_text(rest))),
  })
end
journal_write_all(journal, now, payer, hold.payer, payer.after)
funding_write(purse)
lots_write(payer, now, meta)
spent_move_accounts(hold.accounts, hold.authorized_at_ms, hold.amount + change - amount_before)
limits_move(hold, hold.amount + change - amount_before, parts_plan(rest) + charged_plan - by.own.plan, 0)
for _, account in ipairs(hold.accounts) do
  account_write(account, meta)
  counters_write(account, now)
end
if hold.amount ~= amount_before then redis.call('HINCRBY', meta, 'held', int_text(hold.amount - amount_before)) end
return answer
