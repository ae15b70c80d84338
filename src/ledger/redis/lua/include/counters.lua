-- The hash of what an account has used, period by period. Besides the caps of limits.lua it holds
--   units/<allowance>/<whose>/<yyyymmdd>    used held: included units of the cycle that began on that day
--   pruned                                  the day on which old periods were dropped last, in days since 1970
--   stopped, lifted                         the plan period that denied for want of plan credits, and the one in which
--     credit was added since
-- Old periods are dropped when a new one begins, unless an open hold counts in them; once a day at most, because all
-- fields are read for it.
local COUNTERS_KEEP_DAYS_MS = 3 * 86400000
-- Cycles may be as long as a year, and are kept for one more.
local COUNTERS_KEEP_MONTHS = 26
local COUNTERS_MONTH_MS = 2629800000
local COUNTERS_KEEP_CYCLES_MS = COUNTERS_KEEP_MONTHS * COUNTERS_MONTH_MS

local function counters_is_old(field, value, fields, now)
  local counter, start = string.match(field, '^spend/(.+)/(%d+)/%a+$')
  if start then
    local keep = string.match(counter, '^day') and COUNTERS_KEEP_DAYS_MS or COUNTERS_KEEP_CYCLES_MS
    return tonumber(start) < now - keep and int_of(fields['spend/' .. counter .. '/' .. start .. '/held']) == 0
  end
  local window = string.match(field, '^new/') and string.match(value, '^(%d+) ')
  if window then return tonumber(window) < now - COUNTERS_KEEP_DAYS_MS end
  local year, month = string.match(field, '^units/.+/(%d%d%d%d)(%d%d)%d%d$')
  if not year or string.match(value, ' (%d+)$') ~= '0' then return false end
  return (tonumber(year) - 1970) * 12 + tonumber(month) < math.floor(now / COUNTERS_MONTH_MS) - COUNTERS_KEEP_MONTHS
end

local function counters_prune(key, now)
  local today = int_text(math.floor(now / 86400000))
  if redis.call('HGET', key, 'pruned') == today then return end
  redis.call('HSET', key, 'pruned', today)
  local all = redis.call('HGETALL', key)
  local fields = {}
  for i = 1, #all, 2 do fields[all[i]] = all[i + 1] end
  for field, value in pairs(fields) do
    if counters_is_old(field, value, fields, now) then redis.call('HDEL', key, field) end
  end
end
