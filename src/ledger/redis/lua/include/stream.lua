-- Ids of stream entries ("milliseconds-number") and what Redis knows of a stream.

-- True if the entry of the first id comes before that of the second. An id without its second part is the first of its
-- millisecond.
local function stream_before(id, other)
  local ms, number = string.match(id, '^(%d+)-?(%d*)$')
  local other_ms, other_number = string.match(other, '^(%d+)-?(%d*)$')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  if ms ~= other_ms then return ms < other_ms end
  return (tonumber(number) or 0) < (tonumber(other_number) or 0)
end

-- length, entries-added, last-generated-id, first-entry and more; nil where there is no stream.
local function stream_facts(key)
  if redis.call('EXISTS', key) == 0 then return nil end
  local words, facts = redis.call('XINFO', 'STREAM', key), {}
  for i = 1, #words, 2 do facts[words[i]] = words[i + 1] end
  return facts
end

-- The largest id that is gone at most: the one right before the first entry, or the last that there ever was.
local function stream_gone_to(facts)
  if not facts then return '0-0' end
  local first = facts['first-entry']
  if not first then return facts['last-generated-id'] end
  local ms, number = string.match(first[1], '^(%d+)-(%d+)$')
  if tonumber(number) > 0 then return ms .. '-' .. int_text(tonumber(number) - 1) end
  return int_text(tonumber(ms) - 1) .. '-' .. int_text(INT_MAX)
end
