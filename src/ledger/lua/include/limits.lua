-- Counters of the caps that look at more than one hold. They live in one hash per account, named by the window or period that they count:
--   new/<window_seconds>                             start_ms count: new holds in the window that is running
--   spend/<start_ms>/held  spend/<start_ms>/used     money of the period that began then
-- A hold remembers the periods that it counts in as words `start_ms:max:shadow`, so that its end reaches them without knowing the limits.
local LIMITS_KEEP_MS = 3 * 86400000

-- The start of the running window and the new holds in it.
local function limits_window(key, limit, now)
  local start = int_text(now - math.fmod(now, limit.span * 1000))
  local stored = redis.call('HGET', key, 'new/' .. int_text(limit.span))
  local at, count = string.match(stored or '', '^(%d+) (%d+)$')
  if at ~= start then count = '0' end
  return start, tonumber(count)
end

-- Whether some period has not begun yet: the sidecar's clock runs ahead of the store's.
local function limits_ahead(plan, now)
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'spend' and limit.span > now then return true end
  end
  return false
end

-- What a period has left under its cap; may be negative after the cap was lowered.
local function limits_left(key, start, max)
  local f = redis.call('HMGET', key, 'spend/' .. start .. '/held', 'spend/' .. start .. '/used')
  return max - int_of(f[1]) - int_of(f[2])
end

-- The least that the enforced caps on spending leave.
local function limits_spendable(plan)
  local least = INT_MAX
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'spend' then
      limit.left = limits_left(plan.owners[limit.owner].counters_key, int_text(limit.span), limit.max)
      if not limit.shadow then least = math.min(least, limit.left) end
    end
  end
  return least
end

-- The first cap in shadow that this amount would break.
local function limits_note_shadow(plan, amount)
  for _, limit in ipairs(plan.limits) do
    if limit.kind == 'spend' and limit.shadow and amount > limit.left then plan.shadowed = plan.shadowed or 'SPEND_LIMIT' end
  end
end

-- Periods that ended long ago and that no open hold counts in.
local function limits_prune(key, now)
  local all = redis.call('HGETALL', key)
  local fields = {}
  for i = 1, #all, 2 do fields[all[i]] = all[i + 1] end
  for field in pairs(fields) do
    local start = string.match(field, '^spend/(%d+)/')
    if start and tonumber(start) < now - LIMITS_KEEP_MS and int_of(fields['spend/' .. start .. '/held']) == 0 then
      redis.call('HDEL', key, field)
    end
  end
end

-- Counts an admission: one more new hold, and its money as held or, for a charge, as used. Returns the periods for the hold to remember.
local function limits_count(plan, now, amount, as)
  local periods = {}
  for _, limit in ipairs(plan.limits) do
    local key = plan.owners[limit.owner].counters_key
    if limit.kind == 'velocity' then
      local start, count = limits_window(key, limit, now)
      redis.call('HSET', key, 'new/' .. int_text(limit.span), start .. ' ' .. int_text(count + 1))
    elseif limit.kind == 'spend' then
      local start = int_text(limit.span)
      local counter = 'spend/' .. start .. '/' .. as
      if redis.call('EXISTS', key) == 1 and redis.call('HEXISTS', key, counter) == 0 then limits_prune(key, now) end
      redis.call('HINCRBY', key, counter, int_text(amount))
      periods[#periods + 1] = start .. ':' .. int_text(limit.max) .. ':' .. (limit.shadow and '1' or '0')
    end
  end
  return table.concat(periods, ' ')
end

-- The least that the enforced caps of a hold's periods leave for more.
local function limits_left_for(h, key)
  local least = INT_MAX
  for start, max, shadow in string.gmatch(h.spend or '', '(%d+):(%d+):(%d)') do
    if shadow == '0' then least = math.min(least, limits_left(key, start, tonumber(max))) end
  end
  return least
end

-- Moves a hold's money in its periods. A period that is no longer counted is left alone.
local function limits_move(h, key, held_change, used_change)
  for start in string.gmatch(h.spend or '', '(%d+):%d+:%d') do
    if held_change ~= 0 then redis.call('HINCRBY', key, 'spend/' .. start .. '/held', int_text(held_change)) end
    local counted = held_change ~= 0 or redis.call('HEXISTS', key, 'spend/' .. start .. '/held') == 1
    if used_change ~= 0 and counted then redis.call('HINCRBY', key, 'spend/' .. start .. '/used', int_text(used_change)) end
  end
end
