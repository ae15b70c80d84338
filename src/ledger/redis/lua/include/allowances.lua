-- Included units: what is used and held of each allowance, twin of rules/allowance-use.ts. One field of the hash of
-- counters for each allowance and whose it is (`-` for the account as a whole), with a record for each period that is
-- not long over, newest first:
--   units/<allowance>/<whose>    <start_ms>-<end_ms>@<last_ms>=<used>+<held> ...
-- `last` is when the latest request that drew on it was authorized. A hold names the period by its start and end, in
-- base 36:
--   <allowance>/<whose>/<start>-<end>
-- Older versions had a field for each period, units/<allowance>/<whose>/<yyyymmdd>, with `used held`.

-- In two halves: the embedded engine reads no number of more than 32 bits in another base than ten.
local function allowances_time(text)
  if #text <= 4 then return tonumber(text, 36) end
  return tonumber(string.sub(text, 1, -5), 36) * 1679616 + tonumber(string.sub(text, -4), 36)
end

-- Gives an allowance the field that it is counted in, and the start and end of its period; no times for a counter of an
-- older version.
local function allowances_place(allowance)
  local name, from, till = string.match(allowance.counter, '^(.+)/(%w+)%-(%w+)$')
  if name then
    allowance.field, allowance.from, allowance.till = 'units/' .. name, allowances_time(from), allowances_time(till)
  else
    allowance.field = 'units/' .. string.match(allowance.counter, '^(.+)/[^/]+$')
  end
end

-- How older versions named a period that began then: by the local date. Where it began is somewhere within 14 hours
-- east of here, or west of here.
local function allowances_days(from)
  local function date(ms)
    local days = math.floor(ms / 86400000) + 719468
    local era = math.floor(days / 146097)
    local of_era = days - era * 146097
    local year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524)
      - math.floor(of_era / 146096)) / 365)
    local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
    local month = math.floor((5 * of_year + 2) / 153)
    local day = of_year - math.floor((153 * month + 2) / 5) + 1
    month = month < 10 and month + 3 or month - 9
    return string.format('%04.0f%02.0f%02.0f', year + era * 400 + (month <= 2 and 1 or 0), month, day)
  end
  return date(from + 14 * 3600000), date(from)
end

-- What an older version has counted in this period: its records are taken over and their fields forgotten.
local function allowances_adopt(a, field, from, till)
  local east, west = allowances_days(from)
  local old = { field .. '/' .. east, field .. '/' .. west }
  if east == west then old[2] = nil end
  counters_read(a, old)
  for _, name in ipairs(old) do
    local used, held = string.match(a.counters[name], '^(%d+) (%d+)$')
    if used then
      counters_put(a, name, '')
      local times = int_text(from) .. '-' .. int_text(till) .. '@' .. int_text(from)
      counters_put(a, field, times .. '=' .. used .. '+' .. held)
    end
  end
end

-- Finds the fields that these allowances are in, and adds them to those that are to be read.
local function allowances_fields(allowances, fields)
  for _, allowance in ipairs(allowances) do
    allowances_place(allowance)
    fields[#fields + 1] = allowance.field
    if not allowance.from then fields[#fields + 1] = 'units/' .. allowance.counter end
  end
end

-- The times in which the counter of an older version is counted now, if they were taken over.
local function allowances_taken_over(text, counter)
  local day = string.match(counter, '/(%d+)$')
  for from, till in string.gmatch(text, '(%d+)%-(%d+)@') do
    local east, west = allowances_days(tonumber(from))
    if east == day or west == day then return tonumber(from), tonumber(till) end
  end
end

-- Whether a record can matter no more. Some time it is forgotten, so it counts as if it were not there at once.
local function allowances_are_idle(from, till, held, now)
  return held == '0' and periods_are_over(from, till, now)
end

-- What is used and held of an allowance in its period, after its field was read; `carried` is what was drawn on the
-- same allowance in other periods that were in force while this one runs: the plan, its cycle or the time zone changed
-- since.
local function allowances_read(a, allowance, now)
  local counter, field, from, till = allowance.counter, allowance.field, allowance.from, allowance.till
  local use = { counter = counter, used = 0, held = 0, carried = 0, field = field, known = false }
  if not from then
    local old = a.counters['units/' .. counter]
    local used, held = string.match(old, '^(%d+) (%d+)$')
    from, till = allowances_taken_over(a.counters[field], counter)
    if not from then
      use.field, use.used, use.held, use.is_old, use.known = 'units/' .. counter, int_of(used), int_of(held), true, used
      return use
    end
  elseif a.counters[field] == '' then
    allowances_adopt(a, field, from, till)
  end
  use.from, use.till = from, till
  for start, stop, last, used, held in string.gmatch(a.counters[field], '(%d+)%-(%d+)@(%d+)=(%d+)%+(%d+)') do
    start, stop = tonumber(start), tonumber(stop)
    if allowances_are_idle(start, stop, held, now) then
      -- As if it were not there.
    elseif start == from and stop == till then
      use.used, use.held, use.known = tonumber(used), tonumber(held), tonumber(last)
    elseif tonumber(last) >= from and periods_correspond(start, stop, from, till) then
      use.carried = use.carried + tonumber(used) + tonumber(held)
    end
  end
  return use
end

-- Writes the record of one period, unless it can matter no more, beside those of the others that can.
-- since: when what draws on it was authorized
local function allowances_put(a, use, since, now)
  if use.is_old then return counters_put(a, use.field, int_text(use.used) .. ' ' .. int_text(use.held)) end
  local words, held_now = {}, int_text(use.held)
  if not allowances_are_idle(use.from, use.till, held_now, now) then
    local last = math.max(use.known or 0, since)
    words[1] = string.format('%.0f-%.0f@%.0f=%.0f+%s', use.from, use.till, last, use.used, held_now)
  end
  for word, start, stop, held in string.gmatch(a.counters[use.field], '((%d+)%-(%d+)@%d+=%d+%+(%d+))') do
    start, stop = tonumber(start), tonumber(stop)
    local same = start == use.from and stop == use.till
    if not same and not allowances_are_idle(start, stop, held, now) then words[#words + 1] = word end
  end
  counters_put(a, use.field, table.concat(words, ' '))
end
