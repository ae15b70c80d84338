#!lua
-- Reserve the worst case of one leg or message, or say why not.
-- KEYS: 1 meta  2 open  3 journal  4 hold  then per owner: account, account open, counters
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 valid_until_ms  4 account_id  5 hold_id  6 fingerprint  7 verdict  8 blocked_at_zero
--   9 terms  10 units  11 max_units  12 extend_units  13 min_units  14 below_hold  15 timing  16 facts  17 journal_retention_ms
--   18 owners: count, (account_id, revision)...; sources: count, (kind, owner)...; limits: count, (kind, owner, max, shadow, span)...
-- Replies: ALLOW now replayed amount granted authorized_at_ms shadowed_reason ('-' none) balance available posted pinned_terms ('' unless replayed)
--   DENY now reason needed balance available posted
--   CONFLICT | ENDED state | LATE | STALE now profile... | STORE_LOST
-- include: int clock price account journal hold funding limits admission

local now = clock_now(ARGV[1])
local plan = funding_plan(ARGV, 18)
local hold, outlived = hold_read(KEYS[4], now)

local function allow_reply(replayed, h, payer)
  local reply = account_funds_reply(payer, {
    'ALLOW', int_text(now), replayed, int_text(h.amount), int_text(h.granted), int_text(h.authorized_at_ms), plan.shadowed or '-',
  })
  reply[#reply + 1] = h.terms or ''
  return reply
end

if hold and hold.state ~= 'early' then
  if hold.fingerprint ~= ARGV[6] then return { 'CONFLICT', int_text(now) } end
  if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
  return allow_reply('1', hold, account_read(KEYS[5]))
end

local instead = admission_open(plan, now, 5, tonumber(ARGV[2]), tonumber(ARGV[3]))
if instead then return instead end
if not plan.owners[1].account.state and redis.call('EXISTS', KEYS[1]) == 0 then return { 'STORE_LOST', int_text(now) } end

local terms = price_terms(ARGV[9])
local units = tonumber(ARGV[10])
if hold then return admission_deny(plan, now, 'RELEASED_BEFORE_AUTHORIZE', 0) end
local reason = admission_before_funds(plan, now, ARGV[7], ARGV[8] == '1')
if reason then return admission_deny(plan, now, reason, price_of(terms, units)) end

local min_units = tonumber(ARGV[13])
local max_units = admission_cost_cap(plan, terms, tonumber(ARGV[11]), min_units)
if max_units < min_units then return admission_deny(plan, now, 'SPEND_LIMIT', price_of(terms, units)) end
units = math.min(units, max_units)

-- Fits the grant to the money where the hold rule says so; otherwise, or where too little would be left of it, the amount stays too large.
local amount = price_of(terms, units)
local function fit(money)
  if money >= amount or ARGV[14] ~= 'shorten' then return end
  local covered = price_affordable(terms, money, units)
  if covered >= min_units then
    units = covered
    amount = price_of(terms, units)
  end
end

local spendable = limits_spendable(plan)
fit(spendable)
if not (spendable >= amount) then return admission_deny(plan, now, 'SPEND_LIMIT', amount) end
local available = funding_available(plan)
fit(available)
if not (available >= amount) then return admission_deny(plan, now, 'INSUFFICIENT_CREDIT', amount) end

local payer = plan.owners[1].account
local opened = { state = 'reserved', amount = amount, granted = units, authorized_at_ms = now, timing = ARGV[15] }
opened.deadline_at_ms = hold_unanswered_deadline(hold_timing(opened), now, units)
local limits = int_text(max_units) .. ' ' .. ARGV[12] .. ' ' .. ARGV[13] .. ' ' .. ARGV[14]
local deadline = int_text(opened.deadline_at_ms)
payer.held = payer.held + amount
limits_note_shadow(plan, amount)
local reply = allow_reply('0', opened, payer)

if outlived then redis.call('DEL', KEYS[4]) end
local spend = limits_count(plan, now, amount, 'held')
if spend ~= '' then redis.call('HSET', KEYS[4], 'spend', spend) end
redis.call('HSET', KEYS[4], 'state', 'reserved', 'fingerprint', ARGV[6], 'payer', plan.owners[1].account_id, 'amount', int_text(amount), 'granted', int_text(units),
  'terms', ARGV[9], 'limits', limits, 'timing', ARGV[15], 'facts', ARGV[16], 'authorized_at_ms', int_text(now), 'deadline_at_ms', deadline)
redis.call('SADD', plan.owners[1].open_key, ARGV[4] .. ':' .. ARGV[5])
redis.call('ZADD', KEYS[2], deadline, ARGV[4] .. ':' .. ARGV[5])
journal_write(KEYS[3], now, tonumber(ARGV[17]), payer, {
  kind = 'open', account = plan.owners[1].account_id, reference = ARGV[5], units = units, note = table.concat({ ARGV[9], limits, ARGV[15], ARGV[16] }, '\t'),
})
account_write(payer)
if amount > 0 then redis.call('HINCRBY', KEYS[1], 'held', int_text(amount)) end
return reply
