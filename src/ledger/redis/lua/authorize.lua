#!lua
-- Reserve the worst case of one leg or message, or say why not.
-- KEYS: 1 meta  2 open  3 journal  4 hold  then per owner: account, account open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 valid_from_ms  4 valid_until_ms  5 account_id  6 hold_id  7 fingerprint  8 verdict
--   9 blocked_at_zero  10 terms  11 units  12 max_units  13 extend_units  14 min_units  15 below_hold  16 timing  17 facts
--   18 journal_retention_ms  19 the admission of include/admission.lua...
-- Replies: ALLOW now replayed amount granted authorized_at_ms shadowed_reason ('-' none) balance available posted pinned_terms ('' unless it was open)
--   deadline_at_ms final |
--   DENY now reason needed limit (its place in the admission, from 1; 0 none) balance available posted
--   CONFLICT | ENDED state | LATE | STALE now account_id profile... | STORE_LOST | INVARIANT now what
-- include: int clock price account lots journal hold counters limits funding admission

local now = clock_now(ARGV[1])
local admission = admission_read(ARGV, 19, 5)
local hold, outlived = hold_read(KEYS[4], now)

local function allow_reply(replayed, h, payer, available)
  local service = (hold_party(h))
  local reply = funding_reply(payer, available, funding_posted(payer, now, service), {
    'ALLOW', int_text(now), replayed, int_text(h.amount), int_text(h.granted), int_text(h.authorized_at_ms), admission.shadowed or '-',
  })
  reply[#reply + 1] = hold and h.terms or ''
  reply[#reply + 1] = int_text(h.deadline_at_ms)
  reply[#reply + 1] = hold_is_final(h, price_terms(h.terms).unit) and '1' or '0'
  return reply
end

local owners_text = admission_owners_text(admission)
if hold and hold.state ~= 'early' then
  if hold.fingerprint ~= ARGV[7] then return { 'CONFLICT', int_text(now) } end
  if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
  if hold_place(hold, now, string.match(owners_text, '^%d+ (.+)$'), 5) then return { 'INVARIANT', int_text(now), 'the parents of an account changed' } end
  local payer = account_read(hold.payer_keys)
  lots_open(payer, now, hold.payer == admission.payer.account_id and admission.grants or nil)
  local sources = funding_of_hold(hold)
  return allow_reply('1', hold, payer, funding_free(payer, now, sources.service, now, sources.stop))
end

local instead = admission_open(admission, now, tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
if instead then return instead end
if admission.incomplete and redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end

local terms = price_terms(ARGV[10])
local units = tonumber(ARGV[11])
local opened = { state = 'reserved', granted = units, authorized_at_ms = now, terms = ARGV[10], timing = ARGV[16], facts = ARGV[17] }
local purse = admission_purse(admission, now, (hold_party(opened)))
local amount = purse and funding_price(purse, terms, units) or price_of(terms, units)
if hold then return admission_deny(admission, purse, now, 'RELEASED_BEFORE_AUTHORIZE', 0) end
local reason, limit = admission_before_funds(admission, purse, now, ARGV[8], ARGV[9] == '1')
if reason then return admission_deny(admission, purse, now, reason, amount, limit) end

local min_units = tonumber(ARGV[14])
local max_units, cost_cap = admission_cost_cap(admission, purse, terms, tonumber(ARGV[12]), min_units)
local is_capped = max_units < min_units
if not is_capped and max_units < units then
  units = max_units
  amount = funding_price(purse, terms, units)
end

local wanted = units

-- Fits the grant to the money where the hold rule says so; otherwise, or where too little would be left of it, the amount stays too large.
local function fit(money)
  if admission_covers(money, amount) or ARGV[15] ~= 'shorten' then return end
  local covered = funding_affordable(purse, terms, money, units)
  if covered >= min_units then
    units = covered
    amount = funding_price(purse, terms, units)
  end
end

if purse.by.stop then
  fit(purse.money)
  if not admission_covers(purse.money, amount) then
    funding_note_stopped(admission.payer.keys.counters, admission.stop)
    return admission_deny(admission, purse, now, 'PLAN_EXHAUSTED', amount)
  end
end
if is_capped then return admission_deny(admission, purse, now, 'SPEND_LIMIT', amount, cost_cap) end
local spendable, spend_cap = limits_spendable(admission)
fit(spendable)
if not admission_covers(spendable, amount) then return admission_deny(admission, purse, now, 'SPEND_LIMIT', amount, spend_cap) end
fit(purse.money)
if not admission_covers(purse.money, amount) then return admission_deny(admission, purse, now, 'INSUFFICIENT_CREDIT', amount) end

local payer, payer_id = admission.payer.account, admission.payer.account_id
local taken = funding_take(purse, terms, units, 'held')
opened.amount, opened.granted = amount, units
opened.deadline_at_ms = hold_unanswered_deadline(hold_timing(opened), now, units)
opened.limits = int_text(max_units) .. ' ' .. ARGV[13] .. ' ' .. ARGV[14] .. ' ' .. ARGV[15]
opened.cut = units < wanted
local deadline = int_text(opened.deadline_at_ms)
limits_note_shadow(admission, amount)
local reply = allow_reply('0', opened, payer, purse.money - amount)

if outlived then redis.call('DEL', KEYS[4]) end
funding_write(purse)
local fields = { 'state', 'reserved', 'fingerprint', ARGV[7], 'owners', owners_text, 'amount', int_text(amount), 'granted', int_text(units),
  'terms', ARGV[10], 'limits', opened.limits, 'timing', ARGV[16], 'facts', ARGV[17], 'authorized_at_ms', int_text(now), 'deadline_at_ms', deadline }
local function remember(field, value)
  if not value or value == '' then return end
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
remember('spend', limits_count(admission, now, taken, 'held'))
remember('funding', funding_pinned(purse))
remember('parts', taken.text)
remember('cut', opened.cut and '1')
redis.call('HSET', KEYS[4], unpack(fields))
for _, owner in ipairs(admission.owners) do redis.call('SADD', owner.keys.open, ARGV[5] .. ':' .. ARGV[6]) end
redis.call('ZADD', KEYS[2], deadline, ARGV[5] .. ':' .. ARGV[6])
journal_write_all(KEYS[3], now, tonumber(ARGV[18]), payer, payer_id, payer.before)
journal_write(KEYS[3], now, tonumber(ARGV[18]), payer, {
  kind = 'open', account = payer_id, reference = ARGV[6], units = units, origin = admission_origin(admission), parts = taken.text,
  note = table.concat({ ARGV[10], opened.limits, ARGV[16], ARGV[17] }, '\t'),
})
lots_write(payer, now)
account_write(payer)
if amount > 0 then redis.call('HINCRBY', KEYS[1], 'held', int_text(amount)) end
return reply
