#!lua
-- Purchased credit, with or without an end, or a correction by hand: the only verbs that change money without traffic. The key is remembered, so a
-- repeated request posts once.
-- KEYS: 1 meta  2 journal  3 once  4 account  5 account open  6 counters  7 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 kind (credit, adjustment)  4 amount (signed milli-cents)  5 idempotency_key  6 fingerprint
--   7 once_ms  8 journal_retention_ms  9 max_balance  10 expires_at_ms (0 never)  11 services ('-' all)  12 note
--   13 refused (the catalog takes no such credit)
--   14 the admission of include/admission.lua, of which only stop (the running period of the plan credits, '' none) and the grants are looked at...
-- Replies: POSTED now replayed balance available posted | CONFLICT | CLOSED | LIMIT now balance | LOTS now most
--   EXPIRED now | REFUSED now | MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock once account lots journal absent funding admission

local now = clock_now(ARGV[1])
local fingerprint, result = once_read(KEYS[3], now)
if fingerprint then
  if fingerprint ~= ARGV[6] then return { 'CONFLICT', int_text(now) } end
  local balance, available, posted = string.match(result, '^(%S+) (%S+) (%S+)$')
  return { 'POSTED', int_text(now), '1', balance, available, posted }
end
local account = account_read(account_keys(4))
local absent = absent_reply(account, now)
if absent then return absent end
if account.state == 'closed' and ARGV[3] == 'credit' then return { 'CLOSED', int_text(now) } end
local amount, max_balance, expires_at = tonumber(ARGV[4]), tonumber(ARGV[9]), tonumber(ARGV[10])
if expires_at > 0 and expires_at <= now then return { 'EXPIRED', int_text(now) } end
local admission = admission_read(ARGV, 14, 4)
lots_open(account, now, admission.grants)
local plan_free = 0
for _, lot in ipairs(account.lots) do
  if lot.kind == 'plan_credits' then plan_free = plan_free + lots_free(lot, now) end
end
if ARGV[13] == '1' then return { 'REFUSED', int_text(now) } end
local is_lot = expires_at > 0 or ARGV[11] ~= '-'
-- Credit without an end is one lot for the same services, however often it is bought.
local same, lots = nil, 0
for _, lot in ipairs(account.lots) do
  if lot.kind == 'lot' and not lots_is_over(lot, now) then
    lots = lots + 1
    if expires_at == 0 and lot.expires_at == 0 and lot.services == ARGV[11] then same = lot end
  end
end
if is_lot and not same and lots >= LOTS_MAX then return { 'LOTS', int_text(now), int_text(LOTS_MAX) } end
local whole = account.balance + amount
for _, lot in ipairs(account.lots) do
  if is_lot then whole = whole + lot.value end
end
if whole > max_balance or whole < -max_balance then return { 'LIMIT', int_text(now), int_text(account.balance) } end

local lot_id = same and same.id or 'lot-' .. int_text(account.sequence + #account.before + 1)
if same then
  same.granted, same.value, same.changed = same.granted + amount, same.value + amount, true
elseif is_lot then
  lots_add(account, {
    id = lot_id, kind = 'lot', granted = amount, used = 0, held = 0, value = amount,
    starts_at = 0, expires_at = expires_at, services = ARGV[11],
  })
else
  account.balance = account.balance + amount
end
local funds = funding_reply(account, funding_free(account, now), funding_posted(account, now), {})
once_write(KEYS[3], now, tonumber(ARGV[7]), ARGV[6], table.concat(funds, ' '))
journal_write_all(KEYS[2], now, tonumber(ARGV[8]), account, ARGV[2], account.before)
journal_write(KEYS[2], now, tonumber(ARGV[8]), account, {
  kind = ARGV[3], account = ARGV[2], amount = amount, reference = ARGV[5], flags = 'k', note = ARGV[12],
  parts = is_lot and 'l/' .. lot_id .. '=' .. ARGV[4] or nil,
})
lots_write(account, now)
account_write(account)
if not is_lot then redis.call('HINCRBY', KEYS[1], 'balance', int_text(amount)) end
if ARGV[3] == 'credit' then
  local stopped = redis.call('HGET', KEYS[6], 'stopped')
  if admission.stop ~= '' and (plan_free == 0 or stopped == admission.stop) then redis.call('HSET', KEYS[6], 'lifted', admission.stop) end
  if stopped then redis.call('HDEL', KEYS[6], 'stopped') end
end
return { 'POSTED', int_text(now), '0', funds[1], funds[2], funds[3] }
