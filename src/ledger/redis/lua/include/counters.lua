-- What limits count, kept as one text for each counter, twin of rules/counters.ts:
--   o<open_holds>  v<window_seconds>:<count>:<latest>[:<oldest>,...]  <sums>
-- Words that say nothing are left out, and a counter that says nothing is not there. Arrivals are <ms>[x<count>]; sums
-- are those of sums.lua. The counters are fields of the hash of counters of an account:
--   subject/<subject>  limit/<rule>[/<subject>]  company/<rule>     see limits.lua
--   units/<allowance>/<whose>                                       see allowances.lua
--   stopped, lifted: the plan period that denied for want of plan credits, and the one in which credit was added since

-- The open holds of a counter.
local function counters_open(text)
  return int_of(string.match(text, '^o(%d+)'))
end

-- The text with so many more open holds.
local function counters_opened(text, change)
  local open, rest = string.match(text, '^o(%d+)(.*)$')
  local count = int_of(open) + change
  if not open then rest = text == '' and '' or ' ' .. text end
  if count <= 0 then return string.sub(rest, 2) end
  return 'o' .. int_text(count) .. rest
end

-- The text with money counted in the running periods.
local function counters_spent(text, periods, money, plan, now)
  local at = string.find(text, '[dmyMY]') or #text + 1
  local head, sums = string.sub(text, 1, at - 1), sums_count(string.sub(text, at), periods, money, plan, now)
  if head == '' or at <= #text or sums == '' then return head .. sums end
  return head .. ' ' .. sums
end

-- So many arrivals are remembered one by one; beyond them a window is cut into as many steps.
local COUNTERS_STEPS = 64

-- The word of arrivals of a counter.
local function counters_arrivals(text)
  return string.match(text, 'v%S+') or ''
end

-- The arrivals that are still in the window: how many, the latest with its count, and the earlier ones as text.
-- arrivals: the word
local function counters_arrived(arrivals, window_ms, now)
  local count, latest, latest_count, earlier = string.match(arrivals, '^v%d+:(%d+):(%d+)x?(%d*):?(.*)$')
  if not count or now >= tonumber(latest) + window_ms then return 0, nil, 0, '' end
  count = tonumber(count)
  local from = 1
  while true do
    local at, many, after = string.match(earlier, '^(%d+)x?(%d*),?()', from)
    if not at or now < tonumber(at) + window_ms then break end
    count, from = count - int_of(many, 1), after
  end
  return count, tonumber(latest), int_of(latest_count, 1), string.sub(earlier, from)
end

-- The text with one more arrival. Where more than 64 are allowed it is counted at the end of its step, so that it
-- leaves the window late rather than early.
local function counters_arrive(text, window_seconds, max, now)
  local window_ms = window_seconds * 1000
  local count, latest, many, earlier = counters_arrived(counters_arrivals(text), window_ms, now)
  local step = max > COUNTERS_STEPS and math.ceil(window_ms / COUNTERS_STEPS) or 1
  local at = math.max(latest or 0, math.ceil(now / step) * step)
  if latest and step > 1 and at == latest then
    many = many + 1
  else
    if latest then
      local word = int_text(latest) .. (many == 1 and '' or 'x' .. int_text(many))
      earlier = earlier == '' and word or earlier .. ',' .. word
    end
    many = 1
  end
  -- One that is only counted has no end of arrivals; the latest are enough to say that it is full.
  local _, commas = string.gsub(earlier, ',', '')
  if commas >= COUNTERS_STEPS then
    local dropped, after = string.match(earlier, '^%d+x?(%d*),()')
    count, earlier = count - int_of(dropped, 1), string.sub(earlier, after)
  end
  local word = int_text(at) .. (many == 1 and '' or 'x' .. int_text(many))
  local open, sums = string.match(text, '^o%d+'), string.match(text, '[dmyMY].*$')
  return (open and open .. ' ' or '') .. 'v' .. int_text(window_seconds) .. ':' .. int_text(count + 1) .. ':' .. word
    .. (earlier == '' and '' or ':' .. earlier) .. (sums and ' ' .. sums or '')
end

-- Reads fields of an account's hash of counters, all in one command.
local function counters_read(a, fields)
  if #fields == 0 then return end
  local stored = redis.call('HMGET', a.keys.counters, unpack(fields))
  for i, field in ipairs(fields) do a.counters[field] = stored[i] or '' end
end

-- A text that is to be written.
local function counters_put(a, field, text)
  if a.counters[field] == text then return end
  if not a.counters_before then a.counters_before = {} end
  if not a.counters_before[field] then a.counters_before[field] = a.counters[field] end
  a.counters[field] = text
end
