#!lua flags=allow-oom
-- Billable time starts. An answer after the end is harmless; one after the sweeper released the hold unanswered takes
-- the credit again, if it is there.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 account_id  4 hold_id  5 owners
--   6 nonce ('' none)
-- Replies: ANSWERED now replayed state granted amount unit | GONE now | LATE
--   MISSING now what | REKEY now which account_id | STORE_LOST | ADOPT now
-- include: path int clock price account spent record read hold entry journal names open purse

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, not_after_ms, account_id, hold_id, owners, nonce = unpack(ARGV, 1, 6)

local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
if not hold or hold.state == 'early' then
  -- lazily: absent
  return absent_reply(account_read(owner_keys[1]), now, meta) or { 'MISSING', int_text(now), 'hold' }
end

local function reply(replayed)
  return table.concat({
    'ANSWERED', int_text(now), replayed, hold.state, int_text(hold.granted), int_text(hold.amount), hold_unit(hold),
  }, '\n')
end

local revive = hold.state == 'released' and hold.swept
if hold.state ~= 'reserved' and not revive then return reply(hold_replayed(hold, nonce)) end
local elsewhere = hold_place(hold, now, account_id, owners, owner_keys)
if elsewhere then return elsewhere end
if tonumber(not_after_ms) > 0 and now > tonumber(not_after_ms) then return { 'LATE', int_text(now) } end

local payer = account_read(hold.payer_keys)
local general = revive and purse_is_general(payer, nil, hold)
local counting = revive and (hold.tracked ~= '' or hold.funding)
local purse, taken = nil, { money = 0, plan = 0, text = '' }
-- include: for_reserving
if revive then
  local terms = price_pinned(hold)
  hold_accounts(hold, payer)
  if counting then limits_load_hold(hold, general and funding_pins(hold) or {}) end
  if general then
    lots_open(payer, now)
    local by = funding_of_hold(hold, payer)
    by.plan_left = hold.tracked ~= '' and limits_plan_left_for(hold) or nil
    purse = funding_purse(payer, now, by)
  end
  local needed = purse_price(purse, terms, hold.granted)
  local active = true
  for _, account in ipairs(hold.accounts) do active = active and account.state == 'active' end
  if not active or not (purse_available(purse, payer) >= needed) then return { 'GONE', int_text(now) } end
  if purse then
    taken = funding_take(purse, terms, hold.granted, 'held')
  else
    taken.money = needed
    payer.held = payer.held + needed
  end
  hold.amount, hold.parts, hold.result, hold.settled_by, hold.swept = needed, taken.text, '', nil, false
  hold.expires_at_ms = nil
end
hold.state, hold.answered_at_ms = 'answered', now
hold.deadline_at_ms = hold_answered_deadline(hold_timing(hold), now, hold.granted)
hold.nonce = nonce ~= '' and nonce
local answer = reply('0')
local member = account_id .. ':' .. hold_id

hold_write(hold)
if revive then
  for i, account in ipairs(hold.accounts) do open_add(account, open_name(i, account_id, hold_id)) end
  local parent, gateway = hold_route(hold.facts)
  hold_list(gateways, parent, gateway, account_id, member, true)
  if purse then
    journal_write_all(journal, now, payer, hold.payer, payer.before)
    funding_write(purse)
    lots_write(payer, now, meta)
  end
end
redis.call('ZADD', open, int_text(hold.deadline_at_ms), member)
journal_write(journal, now, payer, {
  kind = 'answer', account = hold.payer, reference = hold_id, flags = revive and 'r' or '', origin = hold_origin(hold),
  parts = taken.text,
})
if revive then spent_move_accounts(hold.accounts, hold.authorized_at_ms, taken.money) end
if counting then limits_move(hold, taken.money, taken.plan, 1) end
for _, account in ipairs(revive and hold.accounts or { payer }) do
  account_write(account, meta)
  if counting then counters_write(account, now) end
end
if taken.money > 0 then redis.call('HINCRBY', meta, 'held', int_text(taken.money)) end
return answer
