#!lua
-- Authorize and settle in one step: all of it is charged, or it is denied and nothing is. A denial is not stored, so a retry is decided afresh.
-- KEYS: 1 meta  2 journal  3 once (any unused name when there is no key)  then per owner: account, account open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 valid_from_ms  4 valid_until_ms  5 account_id  6 idempotency_key ('' none)  7 fingerprint
--   8 verdict  9 blocked_at_zero  10 terms  11 units  12 facts  13 tombstone_ms  14 journal_retention_ms  15 note
--   16 the admission of include/admission.lua...
-- Replies: CHARGED now replayed billed_units charged balance available posted parts shadowed_reason ('-' none)
--   DENY now reason needed limit (its place in the admission, from 1; 0 none) balance available posted | CONFLICT | LATE | STALE now account_id profile... | STORE_LOST
-- include: int clock once price account lots journal hold counters limits funding admission

local now = clock_now(ARGV[1])
if ARGV[6] ~= '' then
  local fingerprint, result = once_read(KEYS[3], now)
  if fingerprint then
    if fingerprint ~= ARGV[7] then return { 'CONFLICT', int_text(now) } end
    local reply = { 'CHARGED', int_text(now), '1' }
    for word in string.gmatch(result, '%S+') do reply[#reply + 1] = word end
    reply[#reply + 1] = '-'
    return reply
  end
end

local admission = admission_read(ARGV, 16, 4)
local instead = admission_open(admission, now, tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
if instead then return instead end
if admission.incomplete and redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end

local terms, units = price_terms(ARGV[10]), tonumber(ARGV[11])
local service, subject = string.match(ARGV[12], '^([^\t]*)\t([^\t]*)')
local purse = admission_purse(admission, now, service)
local cost = purse and funding_price(purse, terms, units) or price_of(terms, units)
local reason, limit = admission_before_funds(admission, purse, now, ARGV[8], ARGV[9] == '1')
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
local result = funding_reply(payer, purse.money - cost, funding_posted(payer, now, service), { int_text(billed), int_text(cost) })
result[#result + 1] = journal_word(taken.text)
local reply = { 'CHARGED', int_text(now), '0' }
for _, word in ipairs(result) do reply[#reply + 1] = word end
reply[#reply + 1] = admission.shadowed or '-'

if ARGV[6] ~= '' then
  once_write(KEYS[3], now, tonumber(ARGV[13]), ARGV[7], table.concat(result, ' '))
end
funding_write(purse)
limits_count(admission, now, taken, 'used')
journal_write_all(KEYS[2], now, tonumber(ARGV[14]), payer, payer_id, payer.before)
journal_write(KEYS[2], now, tonumber(ARGV[14]), payer, {
  kind = 'charge', account = payer_id, amount = -cost, reference = ARGV[6], service = service, subject = subject, units = billed,
  flags = 'k', origin = admission_origin(admission), parts = taken.text, note = ARGV[15],
})
journal_write_all(KEYS[2], now, tonumber(ARGV[14]), payer, payer_id, payer.after)
lots_write(payer, now)
account_write(payer)
if taken.balance > 0 then redis.call('HINCRBY', KEYS[1], 'balance', int_text(-taken.balance)) end
return reply
