#!lua
-- Give a charge, or a part of it, back to the sources that it was taken from: that of an ended hold, or one that Charge
-- made under a key. Once per key, and all reversals together never more than the charge.
-- KEYS: 1 meta  2 journal  3 charge_key (the hold, or the once key of the charge)  4 once  5 nonce_key
--   then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 owners  4 kind (hold, charge)  5 reference (hold id, key of the charge)
--   6 share (all, money, units)  7 quantity (of that share, in milli-cents or units)  8 idempotency_key
--   9 fingerprint  10 once_ms  11 note  12 nonce ('' none)
-- Replies: REVERSED now replayed reversed units lapsed left left_units balance available posted service unit parts
--   CONFLICT now | OPEN now | UNKNOWN now | BEYOND now left left_units unit | WITHIN now
--   MISSING now what | REKEY now which account_id | STORE_LOST now | ADOPT now
-- include: int clock once price account spent lots entry journal record read hold absent funding parts charged

local meta, journal, charge_key, once, nonce_key = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, account_id, owners, kind, reference, share, quantity, idempotency_key, fingerprint, once_ms, note,
  nonce = unpack(ARGV, 1, 12)

local now = clock_now(now_ms)
local used_for, result = once_read(once, now)
if used_for then
  if used_for ~= fingerprint then return { 'CONFLICT', int_text(now) } end
  local reply = { 'REVERSED', int_text(now), once_asked_by(nonce_key, now, nonce) and '0' or '1' }
  for word in string.gmatch(result, '%S+') do reply[#reply + 1] = word end
  return reply
end
local absent = absent_reply(account_read(owner_keys[1]), now, meta)
if absent then return absent end
local h, adopt
if kind == 'hold' then
  h, adopt = hold_read(charge_key, now)
  if adopt then return adopt end
  if not h or h.state == 'early' then return { 'MISSING', int_text(now), 'hold' } end
  if hold_is_open(h) then return { 'OPEN', int_text(now) } end
  charged_by_hold(h)
else
  h = charged_by_key(charge_key, now)
  if not h then return { 'UNKNOWN', int_text(now) } end
end
local elsewhere = hold_place(h, now, account_id, owners, owner_keys)
if elsewhere then return elsewhere end

local terms = price_pinned(h)
local all = parts_list(h.parts, h.charged)
local units_before, before = charged_reversed(h)
local left, billed = parts_without(all, before), h.billed - units_before
local money = parts_money(left)
local asked = tonumber(quantity)
local kept, kept_units = {}, 0
if share == 'money' then
  kept_units = billed
  kept = asked <= money and parts_first(left, function(part) return part.amount end, money - asked)
elseif share == 'units' then
  kept = asked <= billed
  if kept then kept, kept_units = parts_of_fewer(terms, left, billed - asked) end
  if kept and kept_units == billed then return { 'WITHIN', int_text(now) } end
elseif #left == 0 and billed == 0 then
  kept = false
end
if not kept then return { 'BEYOND', int_text(now), int_text(money), int_text(billed), terms.unit } end

local back = parts_without(left, kept)
local back_text, back_money = parts_text(back), parts_money(back)
local payer = account_read(h.payer_keys)
hold_accounts(h, payer)
lots_open(payer, now)
-- Its own and nothing else: what goes back draws on nothing.
local own = funding_parts(back_text, back_money)
if own.packs > 0 then
  -- lazily: packs
end
local allowances = {}
for counter, units in pairs(own.units) do allowances[#allowances + 1] = { counter = counter, total = units } end
do
  -- lazily: periods counters allowances prune limits
end
limits_load_hold(h, allowances)
local service, subject = hold_party(h)
local purse = funding_purse(payer, now, {
  service = service, since = 0, stop = false, period = '', allowances = allowances, own = own,
}, true)
funding_give_back(purse, 'used')
lots_roll(payer, now, payer.after)
local lapsed = 0
for _, entry in ipairs(payer.after) do lapsed = lapsed - entry.amount end
local units = billed - kept_units
local words = funding_reply(payer, funding_free(payer, now), funding_posted(payer, now), {
  int_text(back_money), int_text(units), int_text(lapsed), int_text(money - back_money), int_text(kept_units),
})
words[#words + 1] = journal_word(service)
words[#words + 1] = terms.unit
words[#words + 1] = journal_word(back_text)
local reply = { 'REVERSED', int_text(now), '0' }
for _, word in ipairs(words) do reply[#reply + 1] = word end

once_write(once, now, tonumber(once_ms), fingerprint, table.concat(words, ' '))
once_note_nonce(nonce_key, now, nonce)
charged_note_reversed(h, units_before + units, parts_text(parts_without(all, kept)))
journal_write_all(journal, now, payer, h.payer, payer.before)
journal_write(journal, now, payer, {
  kind = 'reversal', account = h.payer, amount = back_money, reference = reference, service = service,
  subject = subject, units = -units, flags = kind == 'charge' and 'k' or '', origin = hold_origin(h),
  parts = parts_stored(back),
  note = idempotency_key .. (note ~= '' and ' ' .. note or ''),
})
journal_write_all(journal, now, payer, h.payer, payer.after)
funding_write(purse)
lots_write(payer, now, meta)
spent_move_accounts(h.accounts, h.authorized_at_ms, -back_money)
limits_move(h, -back_money, -own.plan, 0)
for _, account in ipairs(h.accounts) do
  account_write(account, meta)
  counters_write(account, now)
end
return reply
