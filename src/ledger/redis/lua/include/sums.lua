-- What periods have cost, held and charged together, as one text, newest first; twin of the sums in rules/counters.ts:
--   <kind><start_ms>-<end_ms>[@<since_ms>]=<milli_cents> ...
-- kind is d, m or y (a day, month or year of all money) or M or Y (what plan credits paid of it); `since` says that it
-- was counted from then on only. Those of an account itself, and those of the accounts below it, are counted for every
-- request that may cost something, and stand in its hash, see spent.lua; all others are part of a counter, see
-- counters.lua.

-- One sum with money added, where it is that of the period; nil where it is not.
local function sums_plus(sum, period, money)
  local span, since, number = string.match(sum or '', '^([^@=]+)(@?%d*)=(%S+)$')
  if not span or span ~= period then return nil end
  return span .. since .. '=' .. int_text(number + money)
end

-- The same, where a hold that was authorized then counts in it.
local function sums_plus_at(sum, authorized_at, money)
  local span, from, till, since, number = string.match(sum or '', '^(%a(%d+)%-(%d+)@?(%d*))=(%S+)$')
  if not span or authorized_at < (since ~= '' and since or from) + 0 or authorized_at >= till + 0 then return nil end
  return span .. '=' .. int_text(number + money)
end

-- Adds money to a period, and to what plan credits paid of it, which stands before it.
-- begins, span, since, at, sum: where it begins, how it is written, where its sum stands, and that
local function sums_add(sums, kind, money, plan, begins, span, since, at, sum)
  if money ~= 0 then
    sums = string.sub(sums, 1, at - 1) .. int_text(sum + money) .. string.sub(sums, at + #sum)
  end
  if plan == 0 or kind == 'd' then return sums end
  local of_plan = string.upper(kind) .. span .. since .. '='
  local _, found = string.find(sums, of_plan, 1, true)
  if found then
    local paid = string.match(sums, '^%-?%d+', found + 1)
    return string.sub(sums, 1, found) .. int_text(paid + plan) .. string.sub(sums, found + 1 + #paid)
  end
  return string.sub(sums, 1, begins - 1) .. of_plan .. int_text(plan) .. ' ' .. string.sub(sums, begins)
end

-- Counts money in the running periods.
local function sums_count(sums, periods, money, plan, now)
  for kind, span in string.gmatch(periods, '(%a)(%S+)') do
    local begins = string.find(sums, kind, 1, true)
    if not begins or string.find(sums, span, begins, true) ~= begins + 1 then
      sums = periods_begin(sums, kind, span, now)
      begins = 1
    end
    if money ~= 0 or plan ~= 0 then
      local since, at, sum = string.match(sums, '^(@?%d*)=()(%-?%d+)', begins + 1 + #span)
      sums = sums_add(sums, kind, money, plan, begins, span, since, at, sum)
    end
  end
  return sums
end

-- The period of a kind in which a hold counts that was authorized then: that which was the newest. Results as above,
-- without where the kind begins: begins, span, since, at, sum; nil where it is counted no longer.
local function sums_period(sums, kind, authorized_at)
  for begins, from, till, since, at, sum in
    string.gmatch(sums, '()' .. kind .. '(%d+)%-(%d+)(@?%d*)=()(%-?%d+)') do
    if tonumber(since == '' and from or string.sub(since, 2)) <= authorized_at then
      if authorized_at >= tonumber(till) then return nil end
      return begins, from .. '-' .. till, since, at, sum
    end
  end
end

-- Moves the money of a hold in the periods in which it counts. A period that is no longer counted is left alone.
local function sums_move(sums, authorized_at, money, plan)
  for kind in string.gmatch('dmy', '%a') do
    if string.find(sums, kind, 1, true) then
      local begins, span, since, at, sum = sums_period(sums, kind, authorized_at)
      if begins then sums = sums_add(sums, kind, money, plan, begins, span, since, at, sum) end
    end
  end
  return sums
end

-- The fields of the newest periods and their values, for the end of an HSET; those that are nil stay.
local function sums_fields(day, month, year)
  if year then return 'spent_d', day, 'spent_m', month, 'spent_y', year end
  if day then return 'spent_d', day, 'spent_m', month end
end
