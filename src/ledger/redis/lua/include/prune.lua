-- Writing counters, and forgetting those that can matter no more.
-- Older versions kept cycles for a year more than the longest.
local PRUNE_KEEP_MONTHS = 26
local PRUNE_MONTH_MS = 2629800000

local function prune_units_idle(field, text, now)
  local year, month = string.match(field, '^units/.+/(%d%d%d%d)(%d%d)%d%d$')
  if year then
    if string.match(text, ' (%d+)$') ~= '0' then return false end
    return (tonumber(year) - 1970) * 12 + tonumber(month) < math.floor(now / PRUNE_MONTH_MS) - PRUNE_KEEP_MONTHS
  end
  for from, till, held in string.gmatch(text, '(%d+)%-(%d+)@%d+=%d+%+(%d+)') do
    if held ~= '0' or not periods_are_over(tonumber(from), tonumber(till), now) then return false end
  end
  return true
end

-- Whether nothing of a field can matter any more. Fields of older versions count nothing, but for allowances.
local function prune_is_idle(field, text, now)
  -- Most are in a period that runs.
  local ends = string.match(text, '%-(%d+)')
  if ends and ends + 0 > now then return false end
  local kind = string.match(field, '^%a*')
  if kind == 'units' then return prune_units_idle(field, text, now) end
  if kind == 'stopped' or kind == 'lifted' then return false end
  if kind ~= 'subject' and kind ~= 'limit' and kind ~= 'company' then return true end
  if counters_open(text) > 0 then return false end
  local arrivals, window = string.match(text, '(v(%d+)%S+)')
  if window and counters_arrived(arrivals, window * 1000, now) > 0 then return false end
  for from, till in string.gmatch(text, '(%d+)%-(%d+)') do
    if not periods_are_over(tonumber(from), tonumber(till), now) then return false end
  end
  return true
end

-- So many fields are looked at, at random, whenever one comes to the hash: idle ones go faster than new ones come.
local PRUNE_LOOKED_AT = 4

local function prune_some(a, now)
  local found = redis.call('HRANDFIELD', a.keys.counters, int_text(PRUNE_LOOKED_AT), 'WITHVALUES')
  for i = 1, #found, 2 do
    local field = found[i]
    if not a.counters[field] and prune_is_idle(field, found[i + 1], now) then
      redis.call('HDEL', a.keys.counters, field)
    end
  end
end

-- Writes what has changed, all in one command.
local function counters_write(a, now)
  if not a.counters_before then return end
  local fields, emptied, is_new = {}, {}, false
  for field, before in pairs(a.counters_before) do
    local text = a.counters[field]
    if text == '' then
      emptied[#emptied + 1] = field
    elseif text ~= before then
      is_new = is_new or before == ''
      fields[#fields + 1] = field
      fields[#fields + 1] = text
    end
  end
  if is_new then prune_some(a, now) end
  if #fields > 0 then redis.call('HSET', a.keys.counters, unpack(fields)) end
  if #emptied > 0 then redis.call('HDEL', a.keys.counters, unpack(emptied)) end
  a.counters_before = nil
end
