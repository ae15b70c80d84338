-- A hold is one string: one GET reads it, one SET writes it, with its end once it has one. Its lines:
--   1 the layout (2), then words that change, `-` where there is none: state amount granted authorized_at_ms
--     answered_at (ms after authorized_at_ms) until (the same: the deadline while it is open, then the end of the
--     tombstone) proven sequence:reported marks settled_by nonce
--     marks: c the money cut the present grant short, s the sweeper ended it
--     nonce: of the asking that last changed it; after an end followed by what that asking moved: the change of the
--     charge and of what is written off
--   2 parts: what is reserved, or was charged, where that is more than the balance; see funding.lua
--   3 result of an ended hold; see finish.lua
-- The others are pinned when the hold is opened:
--   4 fingerprint, place of the payer, then the account and its parents (left out where it is the account alone)
--   5 max_units extend_units min_units below_hold, then timing: ring_seconds grace_seconds cut_tolerance_seconds
--     unproven answer_reports blocked_at_zero elapsed_tolerance_seconds
--   6 terms; see price.lua
--   7 facts (tabs between): service subject direction from to number_class parent_hold_id gateway_id hold_rule
--   8 funding: the period in which plan credits alone may pay (0 no such rule), then counter=total of each allowance
--   9 what it is counted in; see limits.lua
-- And one that may be missing:
--   10 while it is open, what interim settles have charged, see earlier.lua; after the end, what reversals have given
--     back, see charged.lua
-- A hash under its key is the work of an older version: ADOPT asks for adopt_hold.lua.
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
    sequence = sequence ~= '-' and sequence, cut = marks == 'c', swept = marks == 's',
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

-- What is pinned, as it is stored.
local function hold_pinned(fingerprint, owners_text, limits, timing, terms, facts, funding, tracked)
  return string.format(
    '%s %s\n%s %s\n%s\n%s\n%s\n%s', fingerprint, owners_text, limits, timing, terms, facts, funding, tracked
  )
end

-- Writes a hold whose words are all text.
-- keep: for how many milliseconds; nil for ever, true for as long as it has
local function hold_put(
  key, keep, state, amount, granted, since, answered, ends, proven, sequence, marks, settled_by, nonce, rest
)
  local text = string.format(
    '2 %s %s %s %s %s %s %s %s %s %s %s\n%s', state, amount, granted, since, answered, ends, proven, sequence, marks,
    settled_by, nonce, rest
  )
  if not keep then
    redis.call('SET', key, text)
  elseif keep == true then
    redis.call('SET', key, text, 'KEEPTTL')
  else
    redis.call('SET', key, text, 'PX', keep)
  end
end

-- The hold that it was forwarded from, the gateway, and the hold rule; '' where there is none.
local function hold_route(facts)
  local parent, gateway, rule = string.match(
    facts, '^[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t([^\t]*)\t?([^\t]*)\t?(.*)$'
  )
  return parent or '', gateway or '', rule or ''
end

-- Puts an open hold into the partition's index, or takes it out: by its gateway, and, if it is a forwarded leg, by the
-- hold that it was forwarded from. The members are in the order of their text, so that those of one gateway, or of one
-- hold, stand together; those by hold begin with a tab, since no gateway's name is empty.
local function hold_list(index, parent, gateway, account_id, member, is_open)
  if gateway ~= '' then
    local name = gateway .. '\t' .. member
    if is_open then redis.call('ZADD', index, 0, name) else redis.call('ZREM', index, name) end
  end
  if parent ~= '' then
    local name = '\t' .. account_id .. ':' .. parent .. '\t' .. member
    if is_open then redis.call('ZADD', index, 0, name) else redis.call('ZREM', index, name) end
  end
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
