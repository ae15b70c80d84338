#!lua flags=allow-oom
-- The other half of the yardstick: charge what was used and free the rest. Frozen by lean-pair.test.ts.
-- KEYS: as of authorize.lua
-- ARGV: 1 account_id  2 hold_id  3 nonce  4 connected_seconds  5 duration_seconds  6 q850_cause  7 ended_seconds_ago
--   8 tombstone_ms
-- Replies: DONE now replayed state billed charged released write_off balance available clamped held change granted
--   CONFLICT now result | MISSING now
local account_id, hold_id, nonce, connected, duration, cause, ended_ago, tombstone_ms = unpack(ARGV)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stored = redis.call('GET', KEYS[2])
if not stored then return string.format('MISSING %d', now) end
local was, print, asked, amount, granted, since, answered, proven, deadline, cycle, day, pinned =
  string.match(stored, '^(%a+) (%S+) (%S+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)\t(.*)$')
if was ~= 'open' then
  local settled_by, result = string.match(pinned, '^(%S+)\t([^\t]*)')
  if settled_by ~= connected then return string.format('CONFLICT %d %s', now, result) end
  return string.format('DONE %d %d %s', now, asked == nonce and 0 or 1, result)
end
local balance, credit_limit, held, sequence, open, spent = unpack(redis.call(
  'HMGET', KEYS[1], 'balance', 'credit_limit', 'held', 'sequence', 'open', 'spent'
))
local rate, per, connect_fee, first, next_block, minimum, tolerance, elapsed_tolerance, service, subject, gateway_id =
  string.match(
    pinned,
    '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) [^\t]*\t%d+ %d+ (%d+) %a+ %d %d (%d+)\t[^\t]*\t([^\t]*)\t([^\t]*)\t'
      .. '[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t([^\t]*)'
  )
amount, granted, held, balance = tonumber(amount), tonumber(granted), tonumber(held), tonumber(balance)
if held < amount then return string.format('INVARIANT %d', now) end

-- The seconds to bill: not more than can have passed, with the benefit of the doubt up to the grant.
local used, clamped = math.max(math.ceil(connected), tonumber(proven)), 0
if used > granted and used <= granted + tolerance then used = granted end
local elapsed = math.ceil(math.max(0, now - ended_ago * 1000 - since) / 1000)
local possible = math.max(tonumber(proven), math.min(elapsed + 5, granted + 86400))
if used > possible then
  local claimed = used
  used = possible
  if claimed <= elapsed + elapsed_tolerance then used = math.max(possible, math.min(claimed, granted)) end
  if used < claimed then clamped = 1 end
end
local billed, cost = 0, 0
if used > 0 then
  first, next_block, per = tonumber(first), tonumber(next_block), tonumber(per)
  billed = first
  if used > first then billed = first + math.ceil((used - first) / next_block) * next_block end
  local priced = billed * rate
  local rest = math.fmod(priced, per)
  cost = math.max(connect_fee + (priced - rest) / per + (rest > 0 and 1 or 0), tonumber(minimum))
end
local charged = math.min(cost, amount + math.max(0, balance + credit_limit - held))
local write_off, released = cost - charged, math.max(0, amount - cost)
held, balance, sequence = held - amount, balance - charged, sequence + 1
local state = used > 0 and 'settled' or 'released'
local result = string.format(
  '%s %d %d %d %d %d %d %d %d %d %d', state, billed, charged, released, write_off, balance, balance + credit_limit - held,
  clamped, amount, charged, granted
)
local of_cycle, cycle_held, cycle_used, of_day, day_held, day_used =
  string.match(spent, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
if of_cycle == cycle then cycle_held, cycle_used = cycle_held - amount, cycle_used + charged end
if of_day == day then day_held, day_used = day_held - amount, day_used + charged end
if answered == '0' and used > 0 then answered = string.format('%d', math.max(since, now - used * 1000)) end
redis.call('SET', KEYS[2], string.format(
  '%s %s %s 0 %d %s %s %s %s %s %s\t%s\t%s\t%s', state, print, nonce, granted, since, answered, proven, deadline, cycle,
  day, connected, result, pinned
), 'PX', tombstone_ms)
redis.call('ZREM', KEYS[3], account_id .. ':' .. hold_id)
redis.call(
  'ZREM', KEYS[4], 'a/' .. account_id .. '/' .. hold_id, 'g/' .. gateway_id .. '/' .. account_id .. '/' .. hold_id
)
redis.call(
  'HSET', KEYS[1], 'balance', string.format('%d', balance), 'held', string.format('%d', held),
  'sequence', string.format('%d', sequence), 'open', string.format('%d', open - 1),
  'spent', string.format('%s %d %d %s %d %d', of_cycle, cycle_held, cycle_used, of_day, day_held, day_used)
)
redis.call('XADD', KEYS[5], '*', 'e', string.format(
  'charge %s %d %d %d %d %d %s %s %s %d %d %s %s', account_id, sequence, now, -charged, balance, held, hold_id,
  service, subject == '' and '-' or subject, billed, clamped, duration, cause
))
if write_off > 0 then
  sequence = sequence + 1
  redis.call('HSET', KEYS[1], 'sequence', string.format('%d', sequence))
  redis.call('XADD', KEYS[5], '*', 'e', string.format(
    'write_off %s %d %d %d %d %d %s', account_id, sequence, now, write_off, balance, held, hold_id
  ))
end
redis.call('HINCRBY', KEYS[6], 'held', string.format('%d', -amount))
redis.call('HINCRBY', KEYS[6], 'balance', string.format('%d', -charged))
return string.format('DONE %d 0 %s', now, result)
