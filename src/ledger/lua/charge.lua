#!lua
-- Authorize and settle in one step: all of it is charged, or it is denied and nothing is. A denial is not stored, so a retry is decided afresh.
-- KEYS: 1 meta  2 journal  3 once (any unused name when there is no key)  then per owner: account, account open, counters
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 valid_until_ms  4 account_id  5 idempotency_key ('' none)  6 fingerprint  7 verdict
--   8 blocked_at_zero  9 terms  10 units  11 facts  12 tombstone_ms  13 journal_retention_ms  14 note
--   15 owners: count, (account_id, revision)...; sources: count, (kind, owner)...; limits: count, (kind, owner, max, shadow, span)...
-- Replies: CHARGED now replayed billed_units charged balance available posted shadowed_reason ('-' none)
--   DENY now reason needed balance available posted | CONFLICT | LATE | STALE now profile... | STORE_LOST
-- include: int clock once price account journal funding limits admission

local now = clock_now(ARGV[1])
if ARGV[5] ~= '' then
  local fingerprint, result = once_read(KEYS[3], now)
  if fingerprint then
    if fingerprint ~= ARGV[6] then return { 'CONFLICT', int_text(now) } end
    local reply = { 'CHARGED', int_text(now), '1' }
    for word in string.gmatch(result, '%S+') do reply[#reply + 1] = word end
    reply[#reply + 1] = '-'
    return reply
  end
end

local plan = funding_plan(ARGV, 15)
local instead = admission_open(plan, now, 4, tonumber(ARGV[2]), tonumber(ARGV[3]))
if instead then return instead end
local payer = plan.owners[1].account
if not payer.state and redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end

local terms, units = price_terms(ARGV[9]), tonumber(ARGV[10])
local cost = price_of(terms, units)
local reason = admission_before_funds(plan, now, ARGV[7], ARGV[8] == '1')
if not reason and admission_cost_cap(plan, terms, units, units) < units then reason = 'SPEND_LIMIT' end
if not reason and not (limits_spendable(plan) >= cost) then reason = 'SPEND_LIMIT' end
if not reason and not (funding_available(plan) >= cost) then reason = 'INSUFFICIENT_CREDIT' end
if reason then return admission_deny(plan, now, reason, cost) end

payer.balance = payer.balance - cost
limits_note_shadow(plan, cost)
local billed = price_billed(terms, units)
local result = account_funds_reply(payer, { int_text(billed), int_text(cost) })
local reply = { 'CHARGED', int_text(now), '0' }
for _, word in ipairs(result) do reply[#reply + 1] = word end
reply[#reply + 1] = plan.shadowed or '-'

if ARGV[5] ~= '' then
  once_write(KEYS[3], now, tonumber(ARGV[12]), ARGV[6], table.concat(result, ' '))
end
limits_count(plan, now, cost, 'used')
local service, subject = string.match(ARGV[11], '^([^\t]*)\t([^\t]*)')
journal_write(KEYS[2], now, tonumber(ARGV[13]), payer, {
  kind = 'charge', account = plan.owners[1].account_id, amount = -cost, reference = ARGV[5], service = service, subject = subject, units = billed,
  flags = 'k', note = ARGV[14],
})
account_write(payer)
if cost > 0 then redis.call('HINCRBY', KEYS[1], 'balance', int_text(-cost)) end
return reply
