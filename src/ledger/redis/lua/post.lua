#!lua
-- Purchased credit, money or units, with or without an end, or a correction by hand: the only verbs that change money
-- without traffic. A package is purchased credit that the balance of the account itself pays for.
-- The key is remembered, so a repeated request posts once.
-- KEYS: 1 meta  2 journal  3 once  4 nonce_key  5 account_key  6 account_open  7 counters  8 lots
-- ARGV: 1 now_ms (0: Redis's)  2 account_id  3 kind (credit, adjustment)  4 amount_milli_cents (signed)
--   5 idempotency_key  6 fingerprint  7 once_ms  8 max_balance  9 expires_at_ms (0 never)  10 services ('-' all)
--   11 note  12 refused (the catalog takes no such credit)  13 nonce ('' none)
--   14 pack_units (signed; of a pack, and no money)  15 coverage (of a pack, see bought_packs.lua; '' none)
--   16 pack_id (of one that is corrected; '' none)
--   17 package_id ('' nothing is paid for from the balance)  18 price_milli_cents (of the package)
--   19 the admission of include/admission.lua, of which only stop (the running period of the plan credits, '' none) and
--   the grants are looked at...
-- Replies: POSTED now replayed balance available posted pack_id ('' none) | CONFLICT now | CLOSED now
--   LIMIT now balance | POOR now free | LOTS now most | EXPIRED now | REFUSED now | NO_PACK now | SMALL now free
--   MISSING now what | REKEY now which account_id | STORE_LOST now
-- include: int clock once account grants lots entry journal absent funding admission bought_packs

local meta, journal, once, nonce_key = unpack(KEYS, 1, 4)
local owner_keys = account_keys(KEYS, 5)
local now_ms, account_id, kind, amount_milli_cents, idempotency_key, fingerprint, once_ms, max_balance, expires_at_ms,
  services, note, refused, nonce, pack_units, coverage, pack_id, package_id, price_milli_cents = unpack(ARGV, 1, 18)
local admission = admission_read(ARGV, 19, owner_keys)

-- Lots and packs of one account.
local LOTS_MAX = 200

local now = clock_now(now_ms)
local used_for, result = once_read(once, now)
if used_for then
  if used_for ~= fingerprint then return { 'CONFLICT', int_text(now) } end
  local balance, available, posted, pack = string.match(result, '^(%S+) (%S+) (%S+) ?(%S*)$')
  local replayed = once_asked_by(nonce_key, now, nonce) and '0' or '1'
  return { 'POSTED', int_text(now), replayed, balance, available, posted, pack }
end
local account = account_read(owner_keys[1])
local absent = absent_reply(account, now, meta)
if absent then return absent end
if account.state == 'closed' and kind == 'credit' then return { 'CLOSED', int_text(now) } end
local amount, most, expires_at = tonumber(amount_milli_cents), tonumber(max_balance), tonumber(expires_at_ms)
if expires_at > 0 and expires_at <= now then return { 'EXPIRED', int_text(now) } end
lots_open(account, now, admission.grants)
local plan_free = 0
for _, lot in ipairs(account.lots) do
  if lot.kind == 'plan_credits' then plan_free = plan_free + lots_free(lot, now) end
end
if refused == '1' then return { 'REFUSED', int_text(now) } end
local units, price = tonumber(pack_units), tonumber(price_milli_cents)
local free_balance = account_free(account)
if price > 0 and price > free_balance then return { 'POOR', int_text(now), int_text(free_balance) } end
account.balance = account.balance - price
-- The entry of a purchase stands before that of what was bought.
local next_number = int_text(account.sequence + #account.before + (package_id == '' and 1 or 2))
local bought = { kind = 'lot', granted = amount }
-- Of units, the group that they are in: packs for the same traffic.
local coverages, new_coverage
if coverage ~= '' then
  coverages = redis.call('HGET', account.keys.account, 'packs') or ''
  services = packs_group(coverages, coverage)
  if not services then services, new_coverage = '#' .. next_number, true end
  bought = { kind = 'pack', granted = units }
end
local is_lot = expires_at > 0 or services ~= '-'
-- Credit without an end is one lot for the same services, however often it is bought.
local same = is_lot and expires_at == 0 and lots_endless(account, services, now)
if pack_id ~= '' then
  lots_read(account, { pack_id }, now)
  same, is_lot, bought = account.read[pack_id], true, { kind = 'pack', granted = units }
  if not same or same.kind ~= 'pack' or lots_is_over(same, now) then return { 'NO_PACK', int_text(now) } end
  local free = lots_free(same, now)
  if free + units < 0 then return { 'SMALL', int_text(now), int_text(free) } end
end
local is_new = is_lot and not same
if is_new and lots_bought(account) >= LOTS_MAX then return { 'LOTS', int_text(now), int_text(LOTS_MAX) } end
local whole = account.balance + amount
if bought.kind == 'pack' then
  whole = (same and same.granted or 0) + units
elseif is_lot then
  whole = whole + lots_worth(account, now)
end
if whole > most or whole < -most then return { 'LIMIT', int_text(now), int_text(account.balance) } end

local lot_id = same and same.id or bought.kind .. '-' .. next_number
if same then
  same.granted, same.value, same.changed = same.granted + bought.granted, same.value + bought.granted, true
elseif is_lot then
  lots_buy(account, {
    id = lot_id, kind = bought.kind, granted = bought.granted, used = 0, held = 0, value = bought.granted, carried = 0,
    starts_at = 0, expires_at = expires_at, services = services,
  })
else
  account.balance = account.balance + amount
end
if new_coverage then
  account_set(account, 'packs', packs_noted(account, coverages, services, coverage))
  account_set(account, 'revision', int_text(tonumber(account.revision) + 1))
end
local funds = funding_reply(account, funding_free(account, now), funding_posted(account, now), {})
if bought.kind == 'pack' then funds[4] = lot_id end
once_write(once, now, tonumber(once_ms), fingerprint, table.concat(funds, ' '))
once_note_nonce(nonce_key, now, nonce)
journal_write_all(journal, now, account, account_id, account.before)
if package_id ~= '' then
  journal_write(journal, now, account, {
    kind = 'purchase', account = account_id, amount = -price, reference = idempotency_key, flags = 'k',
    note = note == '' and package_id or package_id .. ' ' .. note,
  })
end
journal_write(journal, now, account, {
  kind = kind, account = account_id, amount = amount, units = units, reference = idempotency_key, flags = 'k',
  note = note,
  parts = is_lot and lot_source({ id = lot_id, kind = bought.kind }) .. '=' .. int_text(math.abs(bought.granted)),
})
lots_write(account, now, meta)
account_write(account, meta)
-- Units are no consent to spend more money than the plan gives, and a package brings none that was not there.
if kind == 'credit' and bought.kind == 'lot' and package_id == '' then
  local counters = account.keys.counters
  local stopped = redis.call('HGET', counters, 'stopped')
  if admission.stop ~= '' and (plan_free == 0 or stopped == admission.stop) then
    redis.call('HSET', counters, 'lifted', admission.stop)
  end
  if stopped then redis.call('HDEL', counters, 'stopped') end
end
return { 'POSTED', int_text(now), '0', funds[1], funds[2], funds[3], funds[4] or '' }
