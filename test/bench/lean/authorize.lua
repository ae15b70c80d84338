#!lua
-- The yardstick of `npm run bench:lean`: reserve one call, written by hand for this case alone (one account that pays
-- out of its balance under a limit of open holds) with every fact that the product keeps. Frozen by lean-pair.test.ts.
-- KEYS: 1 account  2 hold  3 deadlines  4 names  5 journal  6 sums
-- ARGV: 1 account_id  2 hold_id  3 fingerprint  4 nonce  5 revision  6 not_after_ms (0 none)  7 valid_until_ms (0 none)
--   8 open_max  9 cycle_start_ms  10 day_start_ms  11 amount  12 granted_units  13 ring_ms  14 gateway_id
--   15 pinned (terms, timing, limits, facts; tabs between)  16 history (what the journal tells of the call)
-- Replies: ALLOW now replayed amount granted authorized_at_ms balance available posted deadline_at_ms final
--   DENY now reason needed balance available posted | CONFLICT now | ENDED now state | STALE now revision | LATE now
--   UNKNOWN now
local account_id, hold_id, fingerprint, nonce, revision, not_after, valid_until, open_max, cycle, day, amount, granted,
  ring_ms, gateway_id, pinned, history = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stored = redis.call('GET', KEYS[2])
local state, known_revision, balance, credit_limit, held, sequence, open, spent = unpack(redis.call(
  'HMGET', KEYS[1], 'state', 'revision', 'balance', 'credit_limit', 'held', 'sequence', 'open', 'spent'
))
if stored then
  local was, print, asked, old_amount, old_granted, since, deadline =
    string.match(stored, '^(%a+) (%S+) (%S+) (%d+) (%d+) (%d+) %d+ %d+ (%d+)')
  if print ~= fingerprint then return string.format('CONFLICT %d', now) end
  if was ~= 'open' then return string.format('ENDED %d %s', now, was) end
  return string.format(
    'ALLOW %d %d %s %s %s %d %d %d %s 1', now, asked == nonce and 0 or 1, old_amount, old_granted, since, balance,
    balance + credit_limit - held, balance + credit_limit, deadline
  )
end
if not_after ~= '0' and now > tonumber(not_after) then return string.format('LATE %d', now) end
if not state then return string.format('UNKNOWN %d', now) end
if known_revision ~= revision or valid_until ~= '0' and now > tonumber(valid_until) then
  return string.format('STALE %d %s', now, known_revision)
end
local posted = balance + credit_limit
local free = posted - held
local reason
if state ~= 'active' then
  reason = 'ACCOUNT_NOT_ACTIVE'
elseif tonumber(open) >= tonumber(open_max) then
  reason = 'CONCURRENCY_LIMIT'
elseif posted <= 0 then
  reason = 'ZERO_BALANCE'
elseif free < tonumber(amount) then
  reason = 'INSUFFICIENT_CREDIT'
end
if reason then return string.format('DENY %d %s %s %d %d %d', now, reason, amount, balance, free, posted) end

held, sequence = held + amount, sequence + 1
local deadline = string.format('%d', now + ring_ms)
local of_cycle, cycle_held, cycle_used, of_day, day_held, day_used =
  string.match(spent, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
if of_cycle ~= cycle then cycle_held, cycle_used = 0, 0 end
if of_day ~= day then day_held, day_used = 0, 0 end
redis.call('SET', KEYS[2], string.format(
  'open %s %s %s %s %d 0 0 %s %s %s\t%s', fingerprint, nonce, amount, granted, now, deadline, cycle, day, pinned
))
redis.call('ZADD', KEYS[3], deadline, account_id .. ':' .. hold_id)
redis.call(
  'ZADD', KEYS[4], 0, 'a/' .. account_id .. '/' .. hold_id, 0, 'g/' .. gateway_id .. '/' .. account_id .. '/' .. hold_id
)
redis.call(
  'HSET', KEYS[1], 'held', string.format('%d', held), 'sequence', string.format('%d', sequence),
  'open', string.format('%d', open + 1),
  'spent', string.format(
    '%s %d %s %s %d %s', cycle, cycle_held + amount, cycle_used, day, day_held + amount, day_used
  )
)
redis.call('XADD', KEYS[5], '*', 'e', string.format(
  'open %s %d %d %s %s %d %s %s', account_id, sequence, now, amount, balance, held, hold_id, history
))
redis.call('HINCRBY', KEYS[6], 'held', amount)
return string.format(
  'ALLOW %d 0 %s %s %d %s %d %s %s 1', now, amount, granted, now, balance, posted - held, string.format('%d', posted),
  deadline
)
