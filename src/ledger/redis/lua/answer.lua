#!lua flags=allow-oom
-- Billable time starts. An answer after the end is harmless; one after the sweeper released the hold unanswered takes the credit again, if it is there.
-- KEYS: 1 meta  2 open  3 journal  4 hold  then per owner: account, account open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 account_id  4 hold_id  5 owners  6 journal_retention_ms
-- Replies: ANSWERED now replayed state granted amount | GONE now | LATE
--   MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock price account lots journal hold absent counters limits funding

local now = clock_now(ARGV[1])
local hold = hold_read(KEYS[4], now)

local function reply(replayed)
  return { 'ANSWERED', int_text(now), replayed, hold.state, int_text(hold.granted), int_text(hold.amount) }
end

if not hold or hold.state == 'early' then
  return absent_reply(account_read(account_keys(5)), now) or { 'MISSING', int_text(now), 'hold' }
end
if hold.state == 'answered' then return reply('1') end
local revive = hold.state == 'released' and hold.swept
if hold.state ~= 'reserved' and not revive then return reply('1') end
local elsewhere = hold_place(hold, now, ARGV[5], 5)
if elsewhere then return elsewhere end
if tonumber(ARGV[2]) > 0 and now > tonumber(ARGV[2]) then return { 'LATE', int_text(now) } end

local payer = account_read(hold.payer_keys)
local terms = price_terms(hold.terms)
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

redis.call('HSET', KEYS[4], 'state', 'answered', 'amount', int_text(hold.amount), 'answered_at_ms', int_text(now), 'deadline_at_ms', deadline)
if revive then
  redis.call('HDEL', KEYS[4], 'result', 'settled_by', 'swept', 'expires_at_ms')
  redis.call('PERSIST', KEYS[4])
  for _, keys in ipairs(hold.owners) do redis.call('SADD', keys.open, ARGV[3] .. ':' .. ARGV[4]) end
  limits_move_open(hold, 1)
  if taken.text ~= '' then redis.call('HSET', KEYS[4], 'parts', taken.text) elseif hold.parts then redis.call('HDEL', KEYS[4], 'parts') end
  journal_write_all(KEYS[3], now, tonumber(ARGV[6]), payer, hold.payer, payer.before)
  funding_write(purse)
  lots_write(payer, now)
end
redis.call('ZADD', KEYS[2], deadline, ARGV[3] .. ':' .. ARGV[4])
journal_write(KEYS[3], now, tonumber(ARGV[6]), payer, {
  kind = 'answer', account = hold.payer, reference = ARGV[4], flags = revive and 'r' or '', origin = hold_origin(hold), parts = taken.text,
})
limits_move(hold, taken, { money = 0, plan = 0 })
account_write(payer)
if taken.money > 0 then redis.call('HINCRBY', KEYS[1], 'held', int_text(taken.money)) end
return answer
