-- Periods that begin and end, and what is spent in one.

-- Over for as long as it was: until then calls that outlast it, and the next period, may look for it.
local function periods_are_over(from, till, now)
  return now >= till + (till - from)
end

-- Whether two spans are one period that was cut differently: they share more than half of the shorter one. So a day
-- that began at another hour since the time zone changed is the same day, and the day before it is not.
local function periods_correspond(from, till, other_from, other_till)
  local shared = math.min(till, other_till) - math.max(from, other_from)
  return 2 * shared > math.min(till - from, other_till - other_from)
end

-- Begins a period that is not the newest of its kind: when its time comes, and also when the running period is cut
-- differently, so that a hold counts in that which was the newest when it was authorized. What follows the one before
-- was counted without a gap.
local function periods_begin(sums, kind, span, now)
  local from, words, ended = tonumber(string.match(span, '^%d+')), { '' }, nil
  if sums ~= '' then
    for word, of_kind, start, stop in string.gmatch(sums, '((%a)(%d+)%-(%d+)%S+)') do
      if not periods_are_over(tonumber(start), tonumber(stop), now) then
        words[#words + 1] = word
        if of_kind == kind then ended = ended or tonumber(stop) end
      end
    end
  end
  local since = from < now and (not ended or ended > from) and '@' .. int_text(now) or ''
  words[1] = kind .. span .. since .. '=0'
  return table.concat(words, ' ')
end

-- What is spent in a period, however it was cut.
local function periods_spent(sums, kind, from, till)
  local spent = 0
  for other_from, other_till, sum in string.gmatch(sums, kind .. '(%d+)%-(%d+)@?%d*=(%-?%d+)') do
    if periods_correspond(tonumber(other_from), tonumber(other_till), from, till) then spent = spent + tonumber(sum) end
  end
  return spent
end
