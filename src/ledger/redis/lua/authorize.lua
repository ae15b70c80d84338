#!lua
-- Reserve the worst case of one leg or message, or say why not.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 valid_from_ms  4 valid_until_ms  5 account_id  6 hold_id
--   7 fingerprint  8 verdict  9 blocked_at_zero  10 pinned_terms  11 wanted_units  12 most_units  13 extend_units
--   14 min_units  15 below_hold  16 timing  17 facts  18 nonce ('' none)  19 the admission of include/admission.lua...
-- Replies: ALLOW now replayed amount granted authorized_at_ms shadowed_reason ('-' none) balance available posted
--   pinned_terms ('' unless it was open) deadline_at_ms final
--   shadowed_limit (its place in the admission, from 1; 0 none)
--   DENY now reason needed limit (its place in the admission, from 1; 0 none)
--     left (of that cap's period) balance available posted
--   CONFLICT now | ENDED now state | LATE now | STALE now account_id profile... | STORE_LOST now | INVARIANT now what
-- include: int clock price account lots journal hold counters limits funding admission

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, not_after_ms, valid_from_ms, valid_until_ms, account_id, hold_id, fingerprint, verdict, blocked_at_zero,
  pinned_terms, wanted_units, most_units, extend_units, min_units, below_hold, timing, facts,
  nonce = unpack(ARGV, 1, 18)
local admission = admission_read(ARGV, 19, owner_keys)

local now = clock_now(now_ms)
local hold, outlived = hold_read(hold_key, now)

local function allow_reply(replayed, h, payer, available)
  local service = (hold_party(h))
  local reply = funding_reply(payer, available, funding_posted(payer, now, service), {
    'ALLOW', int_text(now), replayed, int_text(h.amount), int_text(h.granted), int_text(h.authorized_at_ms),
    admission.shadowed or '-',
  })
  reply[#reply + 1] = hold and h.terms or ''
  reply[#reply + 1] = int_text(h.deadline_at_ms)
  reply[#reply + 1] = hold_is_final(h, hold_unit(h)) and '1' or '0'
  reply[#reply + 1] = int_text(admission.shadowed_limit or 0)
  return reply
end

local owners_text = admission_owners_text(admission)
if hold and hold.state ~= 'early' then
  if hold.fingerprint ~= fingerprint then return { 'CONFLICT', int_text(now) } end
  if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
  if hold_place(hold, now, string.match(owners_text, '^%d+ (.+)$'), owner_keys) then
    return { 'INVARIANT', int_text(now), 'the parents of an account changed' }
  end
  local payer = account_read(hold.payer_keys)
  lots_open(payer, now, hold.payer == admission.payer.account_id and admission.grants or nil)
  local sources = funding_of_hold(hold)
  local available = funding_free(payer, now, sources.service, now, sources.stop)
  return allow_reply(hold_replayed(hold, nonce), hold, payer, available)
end

local instead = admission_open(
  admission, now, tonumber(not_after_ms), tonumber(valid_from_ms), tonumber(valid_until_ms)
)
if instead then return instead end
if admission.incomplete and redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end

local terms = price_terms(pinned_terms)
local units = tonumber(wanted_units)
local opened = {
  state = 'reserved', granted = units, authorized_at_ms = now, terms = pinned_terms, timing = timing, facts = facts,
}
local purse = admission_purse(admission, now, (hold_party(opened)))
local amount = purse and funding_price(purse, terms, units) or price_of(terms, units)
if hold then return admission_deny(admission, purse, now, 'RELEASED_BEFORE_AUTHORIZE', 0) end
local reason, limit = admission_before_funds(admission, purse, now, verdict, blocked_at_zero == '1')
if reason then return admission_deny(admission, purse, now, reason, amount, limit) end

local least = tonumber(min_units)
local max_units, cost_cap = admission_cost_cap(admission, purse, terms, tonumber(most_units), least)
local is_capped = max_units < least
if not is_capped and max_units < units then
  units = max_units
  amount = funding_price(purse, terms, units)
end

local wanted = units

-- Fits the grant to the money where the hold rule says so; otherwise, or where too little would be left of it, the
-- amount stays too large.
local function fit(money)
  if admission_covers(money, amount) or below_hold ~= 'shorten' then return end
  local covered = funding_affordable(purse, terms, money, units)
  if covered >= least then
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
if not admission_covers(spendable, amount) then
  return admission_deny(admission, purse, now, 'SPEND_LIMIT', amount, spend_cap)
end
fit(purse.money)
if not admission_covers(purse.money, amount) then
  return admission_deny(admission, purse, now, 'INSUFFICIENT_CREDIT', amount)
end

local payer, payer_id = admission.payer.account, admission.payer.account_id
local taken = funding_take(purse, terms, units, 'held')
opened.amount, opened.granted = amount, units
opened.deadline_at_ms = hold_unanswered_deadline(hold_timing(opened), now, units)
opened.limits = table.concat({ int_text(max_units), extend_units, min_units, below_hold }, ' ')
opened.cut = units < wanted
local deadline = int_text(opened.deadline_at_ms)
limits_note_shadow(admission, amount)
local reply = allow_reply('0', opened, payer, purse.money - amount)

if outlived then redis.call('DEL', hold_key) end
funding_write(purse)
local fields = {
  'state', 'reserved', 'fingerprint', fingerprint, 'owners', owners_text, 'amount', int_text(amount),
  'granted', int_text(units), 'terms', pinned_terms, 'limits', opened.limits, 'timing', timing, 'facts', facts,
  'authorized_at_ms', int_text(now), 'deadline_at_ms', deadline,
}
local function remember(field, value)
  if not value or value == '' then return end
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
remember('spend', limits_count(admission, now, taken, 'held'))
remember('funding', funding_pinned(purse))
remember('parts', taken.text)
remember('cut', opened.cut and int_text(units))
remember('nonce', nonce)
redis.call('HSET', hold_key, unpack(fields))
local member = account_id .. ':' .. hold_id
for _, owner in ipairs(admission.owners) do redis.call('SADD', owner.keys.open, member) end
redis.call('ZADD', open, deadline, member)
local gateway_member = hold_gateway_member(opened, member)
if gateway_member then redis.call('ZADD', gateways, 0, gateway_member) end
journal_write_all(journal, now, payer, payer_id, payer.before)
journal_write(journal, now, payer, {
  kind = 'open', account = payer_id, reference = hold_id, units = units, origin = admission_origin(admission),
  parts = taken.text, note = table.concat({ pinned_terms, opened.limits, timing, facts }, '\t'),
})
lots_write(payer, now, meta)
account_write(payer)
if amount > 0 then redis.call('HINCRBY', meta, 'held', int_text(amount)) end
return reply
