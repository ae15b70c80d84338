#!lua flags=allow-oom
-- Billable time starts. An answer after the end is harmless; one after the sweeper released the hold unanswered takes the credit again, if it is there.
-- KEYS: 1 meta  2 open  3 journal  4 hold  5 payer's account  6 payer's open holds  7 payer's counters
-- ARGV: 1 now_ms (0: Redis's)  2 not_after_ms  3 account_id  4 hold_id  5 payer_account_id  6 journal_retention_ms
-- Replies: ANSWERED now replayed state granted amount | GONE now | LATE
--   MISSING now what | REKEY now which account_id | STORE_LOST
-- include: int clock price account journal hold limits finish

local now = clock_now(ARGV[1])
local hold = hold_read(KEYS[4], now)

local function reply(replayed)
  return { 'ANSWERED', int_text(now), replayed, hold.state, int_text(hold.granted), int_text(hold.amount) }
end

if not hold or hold.state == 'early' then
  return finish_absent(account_read(KEYS[5]), now) or { 'MISSING', int_text(now), 'hold' }
end
if hold.state == 'answered' then return reply('1') end
local revive = hold.state == 'released' and hold.swept
if hold.state ~= 'reserved' and not revive then return reply('1') end
if hold.payer ~= ARGV[5] then return { 'REKEY', int_text(now), 'payer', hold.payer } end
if tonumber(ARGV[2]) > 0 and now > tonumber(ARGV[2]) then return { 'LATE', int_text(now) } end

local payer = account_read(KEYS[5])
local taken = 0
if revive then
  taken = price_of(price_terms(hold.terms), hold.granted)
  if payer.state ~= 'active' or not (account_available(payer) >= taken) then return { 'GONE', int_text(now) } end
  payer.held = payer.held + taken
  hold.amount = taken
end
hold.state = 'answered'
local deadline = int_text(hold_answered_deadline(hold_timing(hold), now, hold.granted))
local answer = reply('0')

redis.call('HSET', KEYS[4], 'state', 'answered', 'amount', int_text(hold.amount), 'answered_at_ms', int_text(now), 'deadline_at_ms', deadline)
if revive then
  redis.call('HDEL', KEYS[4], 'result', 'settled_by', 'swept', 'expires_at_ms')
  redis.call('PERSIST', KEYS[4])
  redis.call('SADD', KEYS[6], ARGV[3] .. ':' .. ARGV[4])
end
redis.call('ZADD', KEYS[2], deadline, ARGV[3] .. ':' .. ARGV[4])
journal_write(KEYS[3], now, tonumber(ARGV[6]), payer, { kind = 'answer', account = hold.payer, reference = ARGV[4], flags = revive and 'r' or '' })
limits_move(hold, KEYS[7], taken, 0)
account_write(payer)
if taken > 0 then redis.call('HINCRBY', KEYS[1], 'held', int_text(taken)) end
return answer
