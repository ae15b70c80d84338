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
--   9 what it is tracked in; see limits.lua
-- And one that may be missing:
--   10 while it is open, what interim settles have charged: sequence reported units clamped billed charged covered
--     parts (covered: units of allowances in the parts); after the end, what reversals have given back; see charged.lua
-- A hash under its key is the work of an older version: ADOPT asks for adopt_hold.lua.
local HOLD_WORDS = '^2 (%a+) (%d+) (%d+) (%d+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) ([^\n]+)\n([^\n]*)\n([^\n]*)\n'
  .. '(%S+) ([^\n]*)\n(%S+ %S+ %S+ %S+) ([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n?(.*)$'

-- The stored hold, or nil where there is none that still counts. An early release reads as state `early`. The second
-- result is the reply to give instead, where an older version wrote the hold.
local function hold_read(key, now)
  local text = redis.pcall('GET', key)
  if not text then return nil end
  if type(text) == 'table' then
    if redis.call('TYPE', key).ok == 'hash' then return nil, { 'ADOPT', int_text(now) } end
    error(text)
  end
  local state, amount, granted, authorized_at, answered_at, until_ms, proven, sequence, marks, settled_by, nonce, parts,
    result, fingerprint, owners, limits, timing, terms, facts, funding, tracked, rest = string.match(text, HOLD_WORDS)
  local since = tonumber(authorized_at)
  local h = {
    key = key, state = state, amount = tonumber(amount), granted = tonumber(granted), authorized_at_ms = since,
    answered_at_ms = answered_at == '-' and 0 or since + tonumber(answered_at),
    proven = proven == '-' and 0 or tonumber(proven), reported = proven ~= '-',
    sequence = sequence ~= '-' and sequence, cut = marks == 'c', swept = marks == 's',
    settled_by = settled_by, nonce = nonce ~= '-' and nonce, parts = parts, result = result, fingerprint = fingerprint,
    owners_text = owners, limits = limits, timing = timing, terms = terms, facts = facts,
    funding = funding ~= '' and funding, tracked = tracked,
  }
  local ends_at = since + tonumber(until_ms)
  if state == 'reserved' or state == 'answered' then
    h.deadline_at_ms, h.interim = ends_at, rest ~= '' and rest
  elseif ends_at <= now then
    return nil
  else
    h.expires_at_ms, h.reversed = ends_at, rest ~= '' and rest
  end
  return h
end

-- Writes all of it: for ever while it is open, else as a tombstone that outlives its `expires_at_ms` (which script time
-- judges; the TTL only collects garbage). `keep` is for how many milliseconds, or true for as long as it has.
local function hold_write(h, keep)
  local since = h.authorized_at_ms
  local words = table.concat({
    '2', h.state, int_text(h.amount), int_text(h.granted), int_text(since),
    h.answered_at_ms > 0 and int_text(h.answered_at_ms - since) or '-',
    int_text((h.expires_at_ms or h.deadline_at_ms) - since), h.reported and int_text(h.proven) or '-',
    h.sequence or '-', h.swept and 's' or h.cut and 'c' or '-', h.settled_by or '-', h.nonce or '-',
  }, ' ')
  local text = table.concat({
    words, h.parts, h.result, h.fingerprint .. ' ' .. h.owners_text, h.limits .. ' ' .. h.timing, h.terms, h.facts,
    h.funding or '', h.tracked, h.interim or h.reversed or nil,
  }, '\n')
  if not keep then
    redis.call('SET', h.key, text)
  elseif keep == true then
    redis.call('SET', h.key, text, 'KEEPTTL')
  else
    redis.call('SET', h.key, text, 'PX', int_text(keep))
  end
end

-- What interim settles have charged of an open hold; nil where none came.
local function hold_interim(h)
  if not h.interim then return nil end
  local sequence, reported, units, clamped, billed, charged, covered, parts =
    string.match(h.interim, '^(%d+) (%d+) (%d+) (%d) (%d+) (%d+) (%d+) (.*)$')
  return {
    sequence = tonumber(sequence), reported = tonumber(reported), units = tonumber(units), clamped = clamped == '1',
    billed = tonumber(billed), charged = tonumber(charged), covered = tonumber(covered), parts = parts,
  }
end

local function hold_note_interim(h, interim, covered)
  h.interim = table.concat({
    int_text(interim.sequence), int_text(interim.reported), int_text(interim.units), interim.clamped and '1' or '0',
    int_text(interim.billed), int_text(interim.charged), int_text(covered), interim.parts,
  }, ' ')
end

-- Whether this asking made the hold what it is: then to ask again is a repeat by Tollgate itself, or by a client
-- library, and no replay to the caller. Also returns what it moved, if it ended the hold.
local function hold_asked_by(h, nonce)
  if nonce == '' or not h.nonce then return false end
  local asked, change, forgiven = string.match(h.nonce, '^(%S+) ?(%S*) ?(%S*)$')
  return asked == nonce, int_of(change), int_of(forgiven)
end

local function hold_replayed(h, nonce)
  return hold_asked_by(h, nonce) and '0' or '1'
end

local function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end

-- Whether no Extend will grant more: all is reserved at once, the most is reached, or the money cut the grant short.
local function hold_is_final(h, unit)
  local max_units, step = string.match(h.limits, '^(%d+) (%d+) ')
  return unit ~= 'second' or step == '0' or h.cut or h.granted >= tonumber(max_units)
end

-- The accounts concerned, as a hold remembers them: those of the account alone go without saying.
local function hold_owners_text(payer_index, ids, account_id)
  if ids == account_id then return payer_index end
  return payer_index .. ' ' .. ids
end

-- Gives the hold the keys of the accounts that it concerns. Returns a REKEY reply when these are others than those that
-- the script was called with.
local function hold_place(h, now, account_id, owners, owner_keys)
  local payer_index, ids = string.match(h.owners_text, '^(%d+) ?(.*)$')
  if ids == '' then ids = account_id end
  if ids ~= owners then return { 'REKEY', int_text(now), 'owners', ids } end
  h.owners, h.account = owner_keys, account_id
  local place = tonumber(payer_index)
  h.payer_keys = owner_keys[place + 1]
  if place == 0 then
    h.payer = account_id
  else
    h.payer = string.match(ids, ('%S+ '):rep(place) .. '(%S+)')
  end
  return nil
end

-- The same traffic's account where another one pays, for the journal.
local function hold_origin(h)
  if h.account == h.payer then return nil end
  return h.account
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

-- When the sweeper may end a hold: ring time while it is unanswered, the grant and its grace afterwards.
local function hold_unanswered_deadline(timing, authorized_at_ms, granted)
  local seconds = timing.ring
  if not timing.answers then seconds = seconds + granted + timing.grace end
  return authorized_at_ms + seconds * 1000
end

local function hold_answered_deadline(timing, answered_at_ms, granted)
  return answered_at_ms + (granted + timing.grace) * 1000
end

-- The unit of the pinned terms, without reading all of them for it (price.lua does, into `priced`).
local function hold_unit(h)
  if h.priced then return h.priced.unit end
  return string.match(h.terms, '^%d+ %d+ %d+ %d+ %d+ %d+ (%S+)')
end

-- Puts an open hold into the partition's index, or takes it out: by its gateway, and, if it is a forwarded leg, by the
-- hold that it was forwarded from. The members are in the order of their text, so that those of one gateway, or of one
-- hold, stand together; those by hold begin with a tab, since no gateway's name is empty.
local function hold_list(index, h, account_id, member, is_open)
  local parent, gateway = string.match(h.facts, '^[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t([^\t]*)\t?([^\t]*)')
  local function put(name)
    if is_open then redis.call('ZADD', index, 0, name) else redis.call('ZREM', index, name) end
  end
  if gateway and gateway ~= '' then put(gateway .. '\t' .. member) end
  if parent and parent ~= '' then put('\t' .. account_id .. ':' .. parent .. '\t' .. member) end
end

-- Which hold rule reserved it; '' where an older version opened it.
local function hold_rule(h)
  return string.match(h.facts, ('[^\t]*\t'):rep(8) .. '(.*)$') or ''
end

-- Service and subject of the pinned facts.
local function hold_party(h)
  return string.match(h.facts, '^([^\t]*)\t([^\t]*)')
end
