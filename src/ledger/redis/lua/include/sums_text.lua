-- needs: sums
-- Sums of several periods as one text, see sums.lua.

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
