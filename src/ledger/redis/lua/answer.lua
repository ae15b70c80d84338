#!lua flags=allow-oom
-- Billable time starts. An answer after the end is harmless; one after the sweeper released the hold unanswered takes
-- the credit again, if it is there.
-- KEYS: 1 meta  2 open  3 journal  4 hold_key  5 gateways  then per owner: account, account_open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 account_id  4 hold_id  5 owners
--   6 nonce ('' none)
-- Replies: ANSWERED now replayed state granted amount unit | GONE now | LATE
--   MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock price account lots journal hold absent counters limits funding

local meta, open, journal, hold_key, gateways = unpack(KEYS, 1, 5)
local owner_keys = account_keys(KEYS, 6)
local now_ms, not_after_ms, account_id, hold_id, owners, nonce = unpack(ARGV, 1, 6)

local now = clock_now(now_ms)
local hold = hold_read(hold_key, now)

if not hold or hold.state == 'early' then
  return absent_reply(account_read(owner_keys[1]), now, meta) or { 'MISSING', int_text(now), 'hold' }
end
local terms = price_pinned(hold)

local function reply(replayed)
  return {
    'ANSWERED', int_text(now), replayed, hold.state, int_text(hold.granted), int_text(hold.amount), terms.unit,
  }
end

local revive = hold.state == 'released' and hold.swept
if hold.state ~= 'reserved' and not revive then return reply(hold_replayed(hold, nonce)) end
local elsewhere = hold_place(hold, now, owners, owner_keys)
if elsewhere then return elsewhere end
if tonumber(not_after_ms) > 0 and now > tonumber(not_after_ms) then return { 'LATE', int_text(now) } end

local payer = account_read(hold.payer_keys)
local purse, taken = nil, { money = 0, plan = 0 }
if revive then
  lots_open(payer, now)
  local by = funding_of_hold(hold)
  by.plan_left = limits_plan_left_for(hold)
  purse = funding_purse(payer, now, by)
  local needed = funding_price(purse, terms, hold.granted)
  local active = true
  for _, keys in ipairs(hold.owners) do active = active and account_read(keys).state == 'active' end
  if not active or not (purse.money >= needed) then return { 'GONE', int_text(now) } end
  taken = funding_take(purse, terms, hold.granted, 'held')
  hold.amount = needed
end
hold.state = 'answered'
local deadline = int_text(hold_answered_deadline(hold_timing(hold), now, hold.granted))
local answer = reply('0')
local member = account_id .. ':' .. hold_id

local fields = {
  'state', 'answered', 'amount', int_text(hold.amount), 'answered_at_ms', int_text(now), 'deadline_at_ms', deadline,
}
hold_note_nonce(hold, nonce, fields)
redis.call('HSET', hold_key, unpack(fields))
if revive then
  redis.call('HDEL', hold_key, 'result', 'settled_by', 'swept', 'expires_at_ms')
  redis.call('PERSIST', hold_key)
  for _, keys in ipairs(hold.owners) do redis.call('SADD', keys.open, member) end
  local gateway_member = hold_gateway_member(hold, member)
  if gateway_member then redis.call('ZADD', gateways, 0, gateway_member) end
  limits_move_open(hold, 1)
  if taken.text ~= '' then
    redis.call('HSET', hold_key, 'parts', taken.text)
  elseif hold.parts then
    redis.call('HDEL', hold_key, 'parts')
  end
  journal_write_all(journal, now, payer, hold.payer, payer.before)
  funding_write(purse)
  lots_write(payer, now, meta)
end
redis.call('ZADD', open, deadline, member)
journal_write(journal, now, payer, {
  kind = 'answer', account = hold.payer, reference = hold_id, flags = revive and 'r' or '', origin = hold_origin(hold),
  parts = taken.text,
})
limits_move(hold, taken, { money = 0, plan = 0 })
account_write(payer)
if taken.money > 0 then redis.call('HINCRBY', meta, 'held', int_text(taken.money)) end
return answer
