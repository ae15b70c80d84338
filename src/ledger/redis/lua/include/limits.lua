-- Counters of the caps that look at more than one hold. They live in one hash per account, named by the window or
-- period that they count, and by whose traffic it is (`counter`: for instance `day`, or `cycle/agent-7`):
--   new/<window_seconds>[/<counter>]                        start_ms count: new holds in the window that is running
--   open/<counter>                                           open holds
--   spend/<counter>/<start_ms>/held  .../used                money of the period that began then
-- A hold remembers what it is tracked in as words `kind:owner:counter:start_ms:max:shadow`, so that its end reaches
-- them without knowing the limits. The kinds are s (money), p (the part of it that plan credits pay) and o (open
-- holds).

-- The start of the running window and the new holds in it.
local function limits_window(limit, now)
  local start = int_text(now - math.fmod(now, limit.span * 1000))
  limit.field = 'new/' .. int_text(limit.span) .. (limit.counter == '' and '' or '/' .. limit.counter)
  local stored = redis.call('HGET', limit.owner.keys.counters, limit.field)
  local at, count = string.match(stored or '', '^(%d+) (%d+)$')
  if at ~= start then count = '0' end
  return start, tonumber(count)
end

local function limits_open_holds(limit)
  if limit.counter == '' then return limit.owner.account.open end
  return int_of(redis.call('HGET', limit.owner.keys.counters, 'open/' .. limit.counter))
end

-- What a period has left under its cap; may be negative after the cap was lowered.
local function limits_left(key, counter, start, max)
  local field = 'spend/' .. counter .. '/' .. start
  local f = redis.call('HMGET', key, field .. '/held', field .. '/used')
  return max - int_of(f[1]) - int_of(f[2])
end

-- The least that the enforced caps on spending leave, and which of them does.
local function limits_spendable(admission)
  local least, which = INT_MAX, 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' then
      limit.left = limits_left(limit.owner.keys.counters, limit.counter, int_text(limit.span), limit.max)
      if not limit.shadow and limit.left < least then least, which = limit.left, limit.index end
    end
  end
  return least, which
end

-- What the caps on plan credits leave, or nil where there is none.
local function limits_plan_left(admission)
  local least
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'plan_spend' then
      local left = limits_left(limit.owner.keys.counters, limit.counter, int_text(limit.span), limit.max)
      least = math.min(least or left, left)
    end
  end
  return least
end

-- Notes what a limit in shadow would have denied for, and its place in the admission; the first that does counts.
local function limits_shadow(admission, reason, limit)
  if admission.shadowed then return end
  admission.shadowed, admission.shadowed_limit = reason, limit.index
end

-- Notes the caps in shadow that this amount would break.
local function limits_note_shadow(admission, amount)
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'spend' and limit.shadow and amount > limit.left then
      limits_shadow(admission, 'SPEND_LIMIT', limit)
    end
  end
end

local function limits_add(key, counter, start, as, amount, now)
  local field = 'spend/' .. counter .. '/' .. start .. '/' .. as
  if redis.call('HEXISTS', key, field) == 0 then counters_prune(key, now) end
  redis.call('HINCRBY', key, field, int_text(amount))
end

-- Counts an admission: one more new hold, and its money as held or, for a charge, as used. Returns what the hold must
-- remember.
local function limits_count(admission, now, taken, as)
  local words = {}
  for _, limit in ipairs(admission.limits) do
    local key, kind = limit.owner.keys.counters, nil
    if limit.kind == 'velocity' then
      local start, count = limits_window(limit, now)
      if count == 0 then counters_prune(key, now) end
      redis.call('HSET', key, limit.field, start .. ' ' .. int_text(count + 1))
    elseif limit.kind == 'spend' then
      kind = 's'
      limits_add(key, limit.counter, int_text(limit.span), as, taken.money, now)
    elseif limit.kind == 'plan_spend' then
      kind = 'p'
      limits_add(key, limit.counter, int_text(limit.span), as, taken.plan, now)
    elseif limit.kind == 'open_holds' and limit.counter ~= '' and as == 'held' then
      kind = 'o'
      redis.call('HINCRBY', key, 'open/' .. limit.counter, '1')
    end
    if kind then
      words[#words + 1] = table.concat({
        kind, int_text(limit.owner.index), limit.counter, int_text(limit.span), int_text(limit.max),
        limit.shadow and '1' or '0',
      }, ':')
    end
  end
  return table.concat(words, ' ')
end

-- The counters that a hold is tracked in, one by one.
local function limits_of(h)
  return string.gmatch(h.tracked or '', '(%a):(%d+):([^:]*):(%d+):(%d+):(%d)')
end

-- The least that the enforced caps of a hold's periods leave for more.
local function limits_left_for(h)
  local least = INT_MAX
  for kind, owner, counter, start, max, shadow in limits_of(h) do
    if kind == 's' and shadow == '0' then
      least = math.min(least, limits_left(h.owners[tonumber(owner) + 1].counters, counter, start, tonumber(max)))
    end
  end
  return least
end

-- The same of the caps on plan credits; nil where there is none.
local function limits_plan_left_for(h)
  local least
  for kind, owner, counter, start, max in limits_of(h) do
    if kind == 'p' then
      local left = limits_left(h.owners[tonumber(owner) + 1].counters, counter, start, tonumber(max))
      least = math.min(least or left, left)
    end
  end
  return least
end

-- Moves a hold's money in its periods. A period that is no longer counted is left alone. `held` and `used` are changes:
-- of all money and of plan credits.
local function limits_move(h, held, used)
  for kind, owner, counter, start in limits_of(h) do
    if kind ~= 'o' then
      local key, field = h.owners[tonumber(owner) + 1].counters, 'spend/' .. counter .. '/' .. start
      local held_change = kind == 'p' and held.plan or held.money
      local used_change = kind == 'p' and used.plan or used.money
      if held_change ~= 0 then redis.call('HINCRBY', key, field .. '/held', int_text(held_change)) end
      local counted = held_change ~= 0 or redis.call('HEXISTS', key, field .. '/held') == 1
        or redis.call('HEXISTS', key, field .. '/used') == 1
      if used_change ~= 0 and counted then redis.call('HINCRBY', key, field .. '/used', int_text(used_change)) end
    end
  end
end

-- One open hold more or less. None leaves no field behind, or every subject that ever called would stay.
local function limits_move_open(h, change)
  for kind, owner, counter in limits_of(h) do
    if kind == 'o' then
      local key, field = h.owners[tonumber(owner) + 1].counters, 'open/' .. counter
      if redis.call('HINCRBY', key, field, int_text(change)) == 0 then redis.call('HDEL', key, field) end
    end
  end
end

-- The numbers of open and of new holds. Returns the reason of a denial, and which limit it was.
local function limits_before_funds(admission, now)
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'open_holds' and limits_open_holds(limit) >= limit.max then
      if not limit.shadow then return 'CONCURRENCY_LIMIT', limit.index end
      limits_shadow(admission, 'CONCURRENCY_LIMIT', limit)
    end
  end
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'velocity' then
      local _, count = limits_window(limit, now)
      if count >= limit.max then
        if not limit.shadow then return 'VELOCITY_LIMIT', limit.index end
        limits_shadow(admission, 'VELOCITY_LIMIT', limit)
      end
    end
  end
end

-- The units that every cap on the cost of one hold leaves, and which cap left too few. One in shadow is only noted.
local function limits_cost_cap(admission, purse, terms, units, min_units)
  local which = 0
  for _, limit in ipairs(admission.limits) do
    if limit.kind == 'call_cost' then
      local covered = purse_affordable(purse, terms, limit.max, units)
      if not limit.shadow then
        units = covered
        if units < min_units and which == 0 then which = limit.index end
      elseif covered < min_units then
        limits_shadow(admission, 'SPEND_LIMIT', limit)
      end
    end
  end
  return units, which
end
