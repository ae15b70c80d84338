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
--     left (of that cap's period) since_ms (0: it counts all of it) balance available posted
--     pack_units (free of packs that pay for it)
--   CONFLICT now | LATE now | STALE now account_id profile... | STORE_LOST now
-- include: path int clock once price account spent record read hold entry journal admission purse charged

local meta, journal, once, nonce_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local now_ms, not_after_ms, valid_from_ms, valid_until_ms, account_id, idempotency_key, fingerprint, verdict,
  blocked_at_zero, pinned_terms, wanted_units, facts, tombstone_ms, note, nonce = unpack(ARGV, 1, 15)

local now = clock_now(now_ms)
if idempotency_key ~= '' then
  local used_for, result = once_read(once, now)
  if used_for then
    if used_for ~= fingerprint then return { 'CONFLICT', int_text(now) } end
    local answer = string.gsub(string.match(result, '^[^\n]*'), ' ', '\n')
    local replayed = once_asked_by(nonce_key, now, nonce) and '0' or '1'
    return table.concat({ 'CHARGED', int_text(now), replayed, answer, '-', '0' }, '\n')
  end
end
if tonumber(not_after_ms) > 0 and now > tonumber(not_after_ms) then return { 'LATE', int_text(now) } end

local admission = admission_read(ARGV, 16, owner_keys)
admission_accounts(admission)
if admission.incomplete and redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
local payer = admission.payer.account
local general = admission.incomplete or purse_is_general(payer, admission)
local service, subject = string.match(facts, '^([^\t]*)\t([^\t]*)')
local counting = not admission.incomplete and admission_counts(admission, subject)
-- include: for_admission
local stale = admission_stale(admission, now, tonumber(valid_from_ms), tonumber(valid_until_ms))
if stale then return stale end

if counting then limits_load(admission, subject) end
local terms, units = price_terms(pinned_terms), tonumber(wanted_units)
local purse = general and admission_purse(admission, payer, now, service, counting) or nil
local cost = purse_price(purse, terms, units)

-- Why not, and which limit it was; nil lets it through.
local function refusal()
  local is_at_zero = blocked_at_zero == '1' and not admission.incomplete
    and purse_is_at_zero(purse, payer, now, service, terms)
  local reason, limit = admission_before_funds(admission, now, verdict, is_at_zero)
  if reason then return reason, limit end
  if purse and purse.by.stop and not admission_covers(purse.money, cost) then
    funding_note_stopped(payer.keys.counters, admission.stop)
    return 'PLAN_EXHAUSTED'
  end
  if counting then
    local covered, cost_cap = limits_cost_cap(admission, purse, terms, units, units)
    if covered < units then return 'SPEND_LIMIT', cost_cap end
    local spendable, spend_cap = limits_spendable(admission)
    if not admission_covers(spendable, cost) then return 'SPEND_LIMIT', spend_cap end
  end
  if not admission_covers(purse_available(purse, payer), cost) then return 'INSUFFICIENT_CREDIT' end
end

local reason, limit = refusal()
if reason then
  -- lazily: denial
  return denial_reply(admission, purse, now, reason, cost, limit, service)
end

local payer_id = admission.payer.account_id
local available = purse_available(purse, payer) - cost
local taken = { money = cost, plan = 0, text = '' }
if purse then
  taken = funding_take(purse, terms, units, 'used')
  lots_roll(payer, now, payer.after)
else
  payer.balance = payer.balance - cost
end
if counting then limits_note_shadow(admission, cost) end
local billed = price_billed(terms, units)
local result = {
  int_text(billed), int_text(cost), int_text(payer.balance), int_text(available),
  int_text(purse_posted(purse, payer, now, service)), journal_word(taken.text),
}
local reply = table.concat({
  'CHARGED', int_text(now), '0', table.concat(result, '\n'), admission.shadowed or '-',
  int_text(admission.shadowed_limit or 0),
}, '\n')

if purse then funding_write(purse) end
admission_spend(admission, cost, now)
local tracked = counting and limits_count(admission, now, subject, taken, 'used') or ''
if idempotency_key ~= '' then
  local owners_text = hold_owners_text(int_text(admission.payer_index), admission_ids(admission), account_id)
  local charged = charged_words(owners_text, pinned_terms, facts, now, tracked)
  once_write(once, now, tonumber(tombstone_ms), fingerprint, table.concat(result, ' ') .. charged)
  once_note_nonce(nonce_key, now, nonce)
end
if purse then journal_write_all(journal, now, payer, payer_id, payer.before) end
journal_write(journal, now, payer, {
  kind = 'charge', account = payer_id, amount = -cost, reference = idempotency_key, service = service,
  subject = subject, units = billed, flags = 'k', origin = admission_origin(admission), parts = taken.text, note = note,
})
if purse then
  journal_write_all(journal, now, payer, payer_id, payer.after)
  lots_write(payer, now, meta)
end
for _, owner in ipairs(admission.owners) do
  account_write(owner.account, meta)
  if counting then counters_write(owner.account, now) end
end
return reply
