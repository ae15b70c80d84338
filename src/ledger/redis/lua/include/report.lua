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
local function finish_report(h, now, terms, by)
  local ended_at = now - 1000 * (by.ended_seconds_ago or 0)
  local longer = by.duration > 0 and math.floor(by.measured or 0) > by.duration
  local doubted = by.inconsistent or terms.unit == 'second' and longer
  if ended_at >= h.authorized_at_ms then return ended_at, doubted, doubted end
  return now, doubted or ended_at < h.authorized_at_ms - 1000 * USAGE_SKEW_SECONDS, doubted
end

-- How much was used, before increments, and whether the report was cut: seconds to what can have passed, other units to
-- what one request may have. A hold that the store never knew is not worth more than its grant.
local function finish_used(h, terms, by, ended_at, doubted)
  if terms.unit ~= 'second' then
    local most = tonumber(string.match(h.limits, '^%d+'))
    return math.max(math.min(by.reported, most), h.proven), by.reported > most
  end
  local reported = by.reported
  if h.fingerprint == '-' then reported = math.min(reported, h.granted) end
  local elapsed_ms = math.max(0, ended_at - h.authorized_at_ms)
  local used, clamped = usage_billable(reported, h.granted, h.proven, hold_timing(h), doubted, elapsed_ms)
  return used, clamped or reported < by.reported
end

-- Numbers as text.
local function finish_result(
  state, duration, billed, charged, released, written_off, balance, available, estimated, corrected, clamped, held,
  inconsistent
)
  return string.format(
    '%s %s %s %s %s %s %s %s %s %s %s %s %s', state, duration, billed, charged, released, written_off, balance,
    available, estimated, corrected, clamped and '1' or '0', held, inconsistent and '1' or '0'
  )
end

local function finish_reply(now, replayed, h, change, forgiven, earlier, still_held)
  local hold_rule = string.match(h.facts, ('[^\t]*\t'):rep(8) .. '(.*)$')
  return string.format(
    'DONE\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s', int_text(now), replayed, h.result,
    (string.match(h.facts, '^[^\t]*')), int_text(change or 0), int_text(forgiven or 0), h.parts, price_pinned(h).unit,
    h.fingerprint == '-' and '1' or '0', hold_rule or '', int_text(h.granted), earlier or '', int_text(still_held or 0)
  )
end
