-- Reads a hold, see record.lua.
local HOLD_WORDS = '^2 (%a+) (%d+) (%d+) (%d+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) ([^\n]+)\n([^\n]*)\n([^\n]*)\n()'
  .. '(%S+) ([^\n]*)\n(%S+ %S+ %S+ %S+) ([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)()\n?(.*)$'

-- The stored hold, or nil where there is none that still counts. An early release reads as state `early`. The second
-- result is the reply to give instead, where an older version wrote the hold.
-- stored: what GET answered, where that is known already
local function hold_read(key, now, stored)
  local text = stored == nil and redis.pcall('GET', key) or stored
  if not text then return nil end
  if type(text) == 'table' then
    if redis.call('TYPE', key).ok == 'hash' then return nil, { 'ADOPT', int_text(now) } end
    error(text)
  end
  local state, amount, granted, authorized_at, answered_at, until_ms, proven, sequence, marks, settled_by, nonce, parts,
    result, from, fingerprint, owners, limits, timing, terms, facts, funding, tracked, till,
    last = string.match(text, HOLD_WORDS)
  local since = tonumber(authorized_at)
  local h = {
    key = key, state = state, amount = tonumber(amount), granted = tonumber(granted), authorized_at_ms = since,
    answered_at_ms = answered_at == '-' and 0 or since + tonumber(answered_at),
    proven = proven == '-' and 0 or tonumber(proven), reported = proven ~= '-',
    sequence = sequence ~= '-' and sequence, cut = marks == 'c' or marks == 'sc', swept = marks == 's' or marks == 'sc',
    settled_by = settled_by, nonce = nonce ~= '-' and nonce, parts = parts, result = result, fingerprint = fingerprint,
    owners_text = owners, limits = limits, timing = timing, terms = terms, facts = facts,
    funding = funding ~= '' and funding, tracked = tracked,
    pinned = string.sub(text, from, till - 1),
  }
  local ends_at = since + tonumber(until_ms)
  if state == 'reserved' or state == 'answered' then
    h.deadline_at_ms, h.interim = ends_at, last ~= '' and last
  elseif ends_at <= now then
    return nil
  else
    h.expires_at_ms, h.reversed = ends_at, last ~= '' and last
  end
  return h
end

local function hold_timing(h)
  local ring, grace, tolerance, unproven, answers, zero, elapsed_tolerance =
    string.match(h.timing, '^(%d+) (%d+) (%d+) (%a+) (%d) (%d) ?(%d*)')
  return {
    ring = tonumber(ring), grace = tonumber(grace), tolerance = tonumber(tolerance), unproven = unproven,
    answers = answers == '1', zero = zero == '1',
    elapsed_tolerance = int_of(elapsed_tolerance, 300),
  }
end
