#!lua
-- Authorize and settle in one step: all of it is charged, or it is denied and nothing is. A denial is not stored, so a
-- retry is decided afresh.
-- KEYS: 1 meta  2 journal  3 once  4 nonce_key (both any unused name when there is no idempotency key)
--   then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 valid_from_ms  4 valid_until_ms  5 account_id
--   6 idempotency_key ('' none)  7 fingerprint  8 verdict  9 blocked_at_zero  10 pinned_terms  11 wanted_units
--   12 facts  13 tombstone_ms  14 note  15 nonce ('' none)  16 the admission of include/admission.lua...
-- Replies: CHARGED now replayed billed_units charged balance available posted parts shadowed_reason ('-' none)
--   shadowed_limit (its place in the admission, from 1; 0 none)
--   DENY now reason needed limit (its place in the admission, from 1; 0 none)
--     left (of that cap's period) balance available posted
--   CONFLICT now | LATE now | STALE now account_id profile... | STORE_LOST now
-- include: int clock once price account lots journal hold counters limits funding admission charged

local meta, journal, once, nonce_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local now_ms, not_after_ms, valid_from_ms, valid_until_ms, account_id, idempotency_key, fingerprint, verdict,
  blocked_at_zero, pinned_terms, wanted_units, facts, tombstone_ms, note, nonce = unpack(ARGV, 1, 15)
local admission = admission_read(ARGV, 16, owner_keys)

local now = clock_now(now_ms)
if idempotency_key ~= '' then
  local used_for, result = once_read(once, now)
  if used_for then
    if used_for ~= fingerprint then return { 'CONFLICT', int_text(now) } end
    local reply = { 'CHARGED', int_text(now), once_asked_by(nonce_key, now, nonce) and '0' or '1' }
    for word in string.gmatch(string.match(result, '^[^\n]*'), '%S+') do reply[#reply + 1] = word end
    reply[#reply + 1] = '-'
    reply[#reply + 1] = '0'
    return reply
  end
end

local instead = admission_open(
  admission, now, tonumber(not_after_ms), tonumber(valid_from_ms), tonumber(valid_until_ms)
)
if instead then return instead end
if admission.incomplete and redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end

local terms, units = price_terms(pinned_terms), tonumber(wanted_units)
local service, subject = string.match(facts, '^([^\t]*)\t([^\t]*)')
local purse = admission_purse(admission, now, service)
local cost = purse and funding_price(purse, terms, units) or price_of(terms, units)
local reason, limit = admission_before_funds(admission, purse, now, verdict, blocked_at_zero == '1')
if not reason and purse.by.stop and not admission_covers(purse.money, cost) then
  reason = 'PLAN_EXHAUSTED'
  funding_note_stopped(admission.payer.keys.counters, admission.stop)
end
if not reason then
  local covered, which = admission_cost_cap(admission, purse, terms, units, units)
  if covered < units then reason, limit = 'SPEND_LIMIT', which end
end
if not reason then
  local spendable, which = limits_spendable(admission)
  if not admission_covers(spendable, cost) then reason, limit = 'SPEND_LIMIT', which end
end
if not reason and not admission_covers(purse.money, cost) then reason = 'INSUFFICIENT_CREDIT' end
if reason then return admission_deny(admission, purse, now, reason, cost, limit) end

local payer, payer_id = admission.payer.account, admission.payer.account_id
local taken = funding_take(purse, terms, units, 'used')
lots_roll(payer, now, payer.after)
limits_note_shadow(admission, cost)
local billed = price_billed(terms, units)
local result = funding_reply(payer, purse.money - cost, funding_posted(payer, now, service), {
  int_text(billed), int_text(cost),
})
result[#result + 1] = journal_word(taken.text)
local reply = { 'CHARGED', int_text(now), '0' }
for _, word in ipairs(result) do reply[#reply + 1] = word end
reply[#reply + 1] = admission.shadowed or '-'
reply[#reply + 1] = int_text(admission.shadowed_limit or 0)

funding_write(purse)
local tracked = limits_count(admission, now, taken, 'used')
if idempotency_key ~= '' then
  local charged = charged_words(admission_owners_text(admission), pinned_terms, facts, tracked)
  once_write(once, now, tonumber(tombstone_ms), fingerprint, table.concat(result, ' ') .. charged)
  once_note_nonce(nonce_key, now, nonce)
end
journal_write_all(journal, now, payer, payer_id, payer.before)
journal_write(journal, now, payer, {
  kind = 'charge', account = payer_id, amount = -cost, reference = idempotency_key, service = service,
  subject = subject,
  units = billed, flags = 'k', origin = admission_origin(admission), parts = taken.text, note = note,
})
journal_write_all(journal, now, payer, payer_id, payer.after)
lots_write(payer, now, meta)
account_write(payer)
if taken.balance > 0 then redis.call('HINCRBY', meta, 'balance', int_text(-taken.balance)) end
return reply
