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

-- The fields of the newest periods and their values, for the end of an HSET; those that are nil stay.
local function sums_fields(day, month, year)
  if year then return 'spent_d', day, 'spent_m', month, 'spent_y', year end
  if day then return 'spent_d', day, 'spent_m', month end
end
