#!lua flags=allow-oom
-- A heartbeat with the connected time so far and, where the hold reserves in steps and the grant is running out, one more step. It is a call that is
-- already up, so it may run when memory is full: cutting it would free nothing. A denial leaves the old grant and still records the time.
-- KEYS: 1 meta  2 open  3 journal  4 hold  then per owner: account, account open, counters, lots
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 account_id  4 hold_id  5 owners  6 connected_seconds  7 sequence  8 journal_retention_ms
-- Replies: EXTENDED now replayed reason ('' allowed) granted amount needed balance available posted
--   unit deadline_at_ms final |
--   CONFLICT | LOWER now sequence | ENDED now state | UNIT now unit | LATE
--   MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock price account lots journal hold absent usage counters limits funding admission

local now = clock_now(ARGV[1])
local hold = hold_read(KEYS[4], now)
if not hold or hold.state == 'early' then
  return absent_reply(account_read(account_keys(5)), now) or { 'MISSING', int_text(now), 'hold' }
end
if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
local elsewhere = hold_place(hold, now, ARGV[5], 5)
if elsewhere then return elsewhere end

local terms = price_terms(hold.terms)
if terms.unit ~= 'second' then return { 'UNIT', int_text(now), terms.unit } end
local payer = account_read(hold.payer_keys)
lots_open(payer, now)
local by = funding_of_hold(hold, funding_parts(hold.parts, hold.amount))
local connected, sequence = tonumber(ARGV[6]), tonumber(ARGV[7])

local function reply(replayed, reason, needed)
  local words = funding_reply(payer, funding_free(payer, now, by.service, by.since, by.stop), funding_posted(payer, now, by.service), {
    'EXTENDED', int_text(now), replayed, reason, int_text(hold.granted), int_text(hold.amount), int_text(needed),
  })
  words[#words + 1] = terms.unit
  words[#words + 1] = int_text(hold.deadline_at_ms)
  words[#words + 1] = (reason ~= '' or hold_is_final(hold, terms.unit)) and '1' or '0'
  return words
end

if hold.sequence then
  local last, reported = string.match(hold.sequence, '^(%d+) (%d+)$')
  if sequence < tonumber(last) then return { 'LOWER', int_text(now), last } end
  if sequence == tonumber(last) then
    if reported ~= int_text(connected) then return { 'CONFLICT', int_text(now) } end
    return reply('1', '', 0)
  end
end
if tonumber(ARGV[2]) > 0 and now > tonumber(ARGV[2]) then return { 'LATE', int_text(now) } end

local max_units, step, below = string.match(hold.limits, '^(%d+) (%d+) %d+ (%a+)$')
max_units, step = tonumber(max_units), tonumber(step)
local timing = hold_timing(hold)

-- The grant that is wanted: one step more when less than a step is left of the present one, so that heartbeats do not pile steps up.
local function wanted()
  if step == 0 or connected + step <= hold.granted then return hold.granted end
  return math.min(max_units, hold.granted + step)
end

by.plan_left = limits_plan_left_for(hold)
local purse = funding_purse(payer, now, by)
local target = wanted()
local full = target
local needed = target > hold.granted and funding_price(purse, terms, target) - hold.amount or 0
local reason = ''
for _, keys in ipairs(hold.owners) do
  if reason == '' then reason = admission_state(keys == hold.payer_keys and payer or account_read(keys)) or '' end
end
if reason == '' and target > hold.granted and timing.zero and funding_posted(payer, now, by.service) <= 0 then reason = 'ZERO_BALANCE' end

-- Fits the step to the money where the hold rule says so, or says why there is no step.
local function fit(money, refusal)
  if reason ~= '' or needed <= 0 or money >= needed then return end
  local covered = below == 'shorten' and funding_affordable(purse, terms, money + hold.amount, target) or 0
  if covered > hold.granted then
    target = covered
    needed = funding_price(purse, terms, target) - hold.amount
  else
    reason = refusal
  end
end

if by.stop then fit(purse.money - by.own.money, 'PLAN_EXHAUSTED') end
fit(limits_left_for(hold), 'SPEND_LIMIT')
fit(purse.money - by.own.money, 'INSUFFICIENT_CREDIT')
if reason == 'PLAN_EXHAUSTED' then funding_note_stopped(hold.payer_keys.counters, by.period) end
local change = { money = 0, plan = 0 }
local parts
local had_cut = hold.cut
if reason == '' and target > hold.granted then
  hold.cut = target < full
  funding_give_back(purse, 'held')
  local taken = funding_take(purse, terms, target, 'held')
  change.money, change.plan = taken.money - hold.amount, taken.plan - by.own.plan
  hold.amount, hold.granted = taken.money, target
  parts = taken.text
end
lots_roll(payer, now, payer.after)
local proven = math.max(hold.proven, usage_provable(connected, now - hold.authorized_at_ms))
local answered_at = hold.answered_at_ms
if answered_at == 0 and connected > 0 then answered_at = math.max(hold.authorized_at_ms, now - connected * 1000) end
local state, deadline = 'reserved', hold_unanswered_deadline(timing, hold.authorized_at_ms, hold.granted)
if answered_at > 0 then state, deadline = 'answered', hold_answered_deadline(timing, answered_at, hold.granted) end
hold.deadline_at_ms = deadline
local answer = reply('0', reason, reason == '' and 0 or math.max(0, needed))

redis.call('HSET', KEYS[4], 'state', state, 'amount', int_text(hold.amount), 'granted', int_text(hold.granted), 'proven', int_text(proven),
  'answered_at_ms', int_text(answered_at), 'deadline_at_ms', int_text(deadline))
if reason == '' then redis.call('HSET', KEYS[4], 'sequence', int_text(sequence) .. ' ' .. int_text(connected)) end
if parts and parts ~= '' then redis.call('HSET', KEYS[4], 'parts', parts) elseif parts and hold.parts then redis.call('HDEL', KEYS[4], 'parts') end
if hold.cut and not had_cut then redis.call('HSET', KEYS[4], 'cut', '1') elseif had_cut and not hold.cut then redis.call('HDEL', KEYS[4], 'cut') end
redis.call('ZADD', KEYS[2], int_text(deadline), ARGV[3] .. ':' .. ARGV[4])
journal_write_all(KEYS[3], now, tonumber(ARGV[8]), payer, hold.payer, payer.before)
journal_write(KEYS[3], now, tonumber(ARGV[8]), payer, {
  kind = 'extend', account = hold.payer, reference = ARGV[4], units = hold.granted, flags = reason ~= '' and 'd' or '', origin = hold_origin(hold),
  parts = parts or hold.parts, note = int_text(connected),
})
journal_write_all(KEYS[3], now, tonumber(ARGV[8]), payer, hold.payer, payer.after)
funding_write(purse)
limits_move(hold, change, { money = 0, plan = 0 })
lots_write(payer, now)
account_write(payer)
if change.money ~= 0 then redis.call('HINCRBY', KEYS[1], 'held', int_text(change.money)) end
return answer
