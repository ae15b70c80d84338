-- What a settle reports of a call, what is used by it, and what is told and stored of the end: the result, as words, so
-- that a replay is word for word:
--   state duration_seconds billed_units charged released write_off balance available estimated corrected clamped held
--   inconsistent (absent in a result of a version without it)
-- The reply adds what this very ending moved: the change of the charge, and of what is written off; nothing in a
-- replay. Last come what interim settles had charged before, and what is still held after one.

-- When the call was over, whether the report contradicts itself, and whether it does so about the connected time. Less
-- than a second is no contradiction: gateways leave the fraction out of one figure and not of the other. No call is
-- over before it was authorized: one that is said to be was over just now, or a wrong unit of that age would make every
-- call one of no time.
-- unit, since: of the hold, and when it was authorized; measured: as it came, 0 unknown; inconsistent: it contradicts
--   itself as it is
local function report_read(now, unit, since, duration, measured, ended_seconds_ago, inconsistent)
  local ended_at = now - 1000 * ended_seconds_ago
  local longer = duration > 0 and math.floor(measured) > duration
  local doubted = inconsistent or unit == 'second' and longer
  if ended_at >= since then return ended_at, doubted, doubted end
  return now, doubted or ended_at < since - 1000 * USAGE_SKEW_SECONDS, doubted
end

-- How much was used, before increments, and whether the report was cut: seconds to what can have passed, other units to
-- what one request may have. A hold that the store never knew (an orphan) is not worth more than its grant.
local function report_used(
  unit, reported, most, granted, proven, is_orphan, tolerance, elapsed_tolerance, elapsed_ms, doubted
)
  if unit ~= 'second' then return math.max(math.min(reported, most), proven), reported > most end
  local believed = is_orphan and math.min(reported, granted) or reported
  local used, clamped = usage_billable(
    believed, granted, proven, tolerance, elapsed_tolerance, doubted, math.max(0, elapsed_ms)
  )
  return used, clamped or believed < reported
end

-- The note of the journal's entry, for a history: how long the call took, a slash and how long it was connected
-- (of what is counted in seconds), then its cause. An interim settle goes on.
-- duration, rest: as text
local function report_note(duration, unit, used, rest)
  if unit ~= 'second' then return duration .. ' ' .. rest end
  return duration .. '/' .. int_text(used) .. ' ' .. rest
end

-- Numbers as text.
local function report_result(
  state, duration, billed, charged, released, written_off, balance, available, estimated, corrected, clamped, held,
  inconsistent
)
  return string.format(
    '%s %s %s %s %s %s %s %s %s %s %s %s %s', state, duration, billed, charged, released, written_off, balance,
    available, estimated, corrected, clamped and '1' or '0', held, inconsistent and '1' or '0'
  )
end

local function report_reply(
  now, replayed, result, service, change, forgiven, parts, unit, is_orphan, hold_rule, granted, earlier, still_held
)
  return string.format(
    'DONE\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s', now, replayed, result, service, change, forgiven,
    parts, unit, is_orphan and '1' or '0', hold_rule, granted, earlier, still_held
  )
end
