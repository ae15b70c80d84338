-- What periods have cost, held and charged together, as one text, newest first; twin of the sums in rules/counters.ts:
--   <kind><start_ms>-<end_ms>[@<since_ms>]=<milli_cents> ...
-- kind is d, m or y (a day, month or year of all money) or M or Y (what plan credits paid of it); `since` says that it
-- was counted from then on only. Those of an account itself, and those of the accounts below it, are counted for every
-- request that may cost something, and stand in its hash, see spent.lua.

-- Whether these periods are the newest of their kinds, so that nothing has to begin.
local function sums_are_running(sums, periods)
  for word in string.gmatch(periods, '%S+') do
    local newest = string.find(sums, string.sub(word, 1, 1), 1, true)
    if not newest or newest ~= string.find(sums, word, 1, true) then return false end
  end
  return true
end

-- Adds money to a period, and to what plan credits paid of it, which stands before it.
-- begins, span, since, at, sum: where it begins, how it is written, where its sum stands, and that
local function sums_add(sums, kind, money, plan, begins, span, since, at, sum)
  if money ~= 0 then
    sums = string.sub(sums, 1, at - 1) .. int_text(tonumber(sum) + money) .. string.sub(sums, at + #sum)
  end
  if plan == 0 or kind == 'd' then return sums end
  local of_plan = string.upper(kind) .. span .. since .. '='
  local _, found = string.find(sums, of_plan, 1, true)
  if found then
    local paid = string.match(sums, '^%-?%d+', found + 1)
    return string.sub(sums, 1, found) .. int_text(tonumber(paid) + plan) .. string.sub(sums, found + 1 + #paid)
  end
  return string.sub(sums, 1, begins - 1) .. of_plan .. int_text(plan) .. ' ' .. string.sub(sums, begins)
end

-- Counts money in the running periods.
local function sums_count(sums, periods, money, plan, now)
  if not sums_are_running(sums, periods) then sums = periods_begin(sums, periods, now) end
  if money == 0 and plan == 0 then return sums end
  for kind in string.gmatch(periods, '%a') do
    sums = sums_add(sums, kind, money, plan, string.match(sums, '()' .. kind .. '(%d+%-%d+)(@?%d*)=()(%-?%d+)'))
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
  if sums == '' then return sums end
  for kind in string.gmatch('dmy', '%a') do
    local begins, span, since, at, sum = sums_period(sums, kind, authorized_at)
    if begins then sums = sums_add(sums, kind, money, plan, begins, span, since, at, sum) end
  end
  return sums
end

-- The same for the accounts of a hold: of its own, and of the root above it.
local function sums_move_accounts(accounts, authorized_at, money)
  if money == 0 then return end
  local first, root = accounts[1], accounts[#accounts]
  first.spent = sums_move(first.spent, authorized_at, money, 0)
  if root ~= first then root.spent_below = sums_move(root.spent_below, authorized_at, money, 0) end
end

-- Whether a hold that was authorized then counts in all of these periods, each the newest of its kind.
local function sums_began(sums, authorized_at)
  for from, till, since in string.gmatch(sums, '%a(%d+)%-(%d+)@?(%d*)') do
    local begins = tonumber(since ~= '' and since or from)
    if authorized_at < begins or authorized_at >= tonumber(till) then return false end
  end
  return true
end

-- The sums of the newest periods out of their fields; nil where one is missing.
local function sums_join(day, month, year)
  if not day or not month then return nil end
  if year and year ~= '' then return day .. ' ' .. month .. ' ' .. year end
  return day .. ' ' .. month
end

-- The fields of the newest periods and their values, for the end of an HSET; nothing where there are none.
local function sums_fields(sums)
  if not sums then return end
  local day, month, year = string.match(sums, '^(%S+) (%S+) ?(%S*)$')
  if year ~= '' then return 'spent_d', day, 'spent_m', month, 'spent_y', year end
  return 'spent_d', day, 'spent_m', month
end
