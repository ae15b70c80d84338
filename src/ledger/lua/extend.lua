#!lua flags=allow-oom
-- A heartbeat with the connected time so far and, where the hold reserves in steps and the grant is running out, one more step. It is a call that is
-- already up, so it may run when memory is full: cutting it would free nothing. A denial leaves the old grant and still records the time.
-- KEYS: 1 meta  2 open  3 journal  4 hold  5 payer's account  6 payer's open holds  7 payer's counters
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 account_id  4 hold_id  5 payer_account_id  6 connected_seconds  7 sequence  8 journal_retention_ms
-- Replies: EXTENDED now replayed reason ('' allowed) granted amount needed balance available posted
--   CONFLICT | LOWER now sequence | ENDED now state | UNIT now unit | LATE
--   MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock price account journal hold usage limits admission finish

local now = clock_now(ARGV[1])
local hold = hold_read(KEYS[4], now)
if not hold or hold.state == 'early' then
  return finish_absent(account_read(KEYS[5]), now) or { 'MISSING', int_text(now), 'hold' }
end
if not hold_is_open(hold) then return { 'ENDED', int_text(now), hold.state } end
if hold.payer ~= ARGV[5] then return { 'REKEY', int_text(now), 'payer', hold.payer } end

local terms = price_terms(hold.terms)
if terms.unit ~= 'second' then return { 'UNIT', int_text(now), terms.unit } end
local payer = account_read(KEYS[5])
local connected, sequence = tonumber(ARGV[6]), tonumber(ARGV[7])

local function reply(replayed, reason, needed)
  return account_funds_reply(payer, {
    'EXTENDED', int_text(now), replayed, reason, int_text(hold.granted), int_text(hold.amount), int_text(needed),
  })
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

local target = wanted()
local needed = price_of(terms, target) - hold.amount
local reason = admission_state(payer) or (timing.zero and account_posted(payer) <= 0 and 'ZERO_BALANCE') or ''

-- Fits the step to the money where the hold rule says so, or says why there is no step.
local function fit(money, refusal)
  if reason ~= '' or needed <= 0 or money >= needed then return end
  local covered = below == 'shorten' and price_affordable(terms, money + hold.amount, target) or 0
  if covered > hold.granted then
    target = covered
    needed = price_of(terms, target) - hold.amount
  else
    reason = refusal
  end
end

fit(limits_left_for(hold, KEYS[7]), 'SPEND_LIMIT')
fit(account_available(payer), 'INSUFFICIENT_CREDIT')
if reason ~= '' then target = hold.granted end
local amount = math.max(hold.amount, price_of(terms, target))
local taken = amount - hold.amount
payer.held = payer.held + taken
hold.amount, hold.granted = amount, target
local proven = math.max(hold.proven, usage_provable(connected, now - hold.authorized_at_ms))
local answered_at = hold.answered_at_ms
if answered_at == 0 and connected > 0 then answered_at = math.max(hold.authorized_at_ms, now - connected * 1000) end
local state, deadline = 'reserved', hold_unanswered_deadline(timing, hold.authorized_at_ms, target)
if answered_at > 0 then state, deadline = 'answered', hold_answered_deadline(timing, answered_at, target) end
local answer = reply('0', reason, reason == '' and 0 or math.max(0, needed))

redis.call('HSET', KEYS[4], 'state', state, 'amount', int_text(amount), 'granted', int_text(target), 'proven', int_text(proven),
  'answered_at_ms', int_text(answered_at), 'deadline_at_ms', int_text(deadline))
if reason == '' then redis.call('HSET', KEYS[4], 'sequence', int_text(sequence) .. ' ' .. int_text(connected)) end
redis.call('ZADD', KEYS[2], int_text(deadline), ARGV[3] .. ':' .. ARGV[4])
journal_write(KEYS[3], now, tonumber(ARGV[8]), payer, {
  kind = 'extend', account = hold.payer, reference = ARGV[4], units = target, flags = reason ~= '' and 'd' or '', note = int_text(connected),
})
limits_move(hold, KEYS[7], taken, 0)
account_write(payer)
if taken > 0 then redis.call('HINCRBY', KEYS[1], 'held', int_text(taken)) end
return answer
