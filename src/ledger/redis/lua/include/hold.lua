-- The hold hash. What is pinned when the hold is opened never changes; a hold that has ended stays as a tombstone until
-- `expires_at_ms`, which is judged by script time; the TTL only collects garbage.
--   owners: place of the payer, then the account and its parents
--   limits: max_units extend_units min_units below_hold
--   timing: ring_seconds grace_seconds cut_tolerance_seconds unproven answer_reports blocked_at_zero
--     elapsed_tolerance_seconds (may be absent: a version without it opened the hold)
--   facts (tabs between): service subject direction from to number_class parent_hold_id gateway_id hold_rule
--   funding (may be absent): the period in which plan credits alone may pay (0 no such rule), then counter=total of
--     each allowance
--   spend (may be absent): what it is tracked in, see limits.lua
--   parts (may be absent): what is reserved, or was charged, where that is more than the balance; see funding.lua
--   cut (may be absent): the grant that the money cut short; another one than the present grant says nothing: a version
--     without this field has extended it since
--   nonce (may be absent): of the asking that last changed it; after an end followed by what that asking moved: the
--     change of the charge and of what is written off
--   reversed (may be absent): what reversals have given back of the charge, see charged.lua
local HOLD_FIELDS = {
  'state', 'fingerprint', 'owners', 'amount', 'granted', 'terms', 'limits', 'timing', 'facts', 'authorized_at_ms',
  'answered_at_ms', 'deadline_at_ms', 'proven', 'sequence', 'result', 'expires_at_ms', 'settled_by', 'swept', 'spend',
  'funding', 'parts', 'cut', 'nonce', 'reversed',
}

-- The stored hold, or nil when there is none that still counts; then the second result says whether an outlived
-- tombstone is in the way. An early release reads as state `early`.
local function hold_read(key, now)
  local f = redis.call('HMGET', key, unpack(HOLD_FIELDS))
  if not f[1] then return nil, false end
  if f[16] and tonumber(f[16]) <= now then return nil, true end
  -- A hold of a version without parents names its payer alone.
  local owners_text = f[3] or '0 ' .. (redis.call('HGET', key, 'payer') or '')
  return {
    key = key, state = f[1], fingerprint = f[2], owners_text = owners_text, amount = int_of(f[4]),
    granted = int_of(f[5]), terms = f[6], limits = f[7], timing = f[8], facts = f[9], authorized_at_ms = int_of(f[10]),
    answered_at_ms = int_of(f[11]), deadline_at_ms = int_of(f[12]), proven = int_of(f[13]), reported = f[13] ~= false,
    sequence = f[14], result = f[15], settled_by = f[17], swept = f[18] == '1', tracked = f[19], funding = f[20],
    parts = f[21], cut = f[22] ~= false and f[22] == f[5], nonce = f[23], reversed = f[24],
  }
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

-- Puts the nonce of an asking that changes the hold among the fields to write. Without one, an earlier one is
-- forgotten.
local function hold_note_nonce(h, nonce, fields)
  if nonce ~= '' then
    fields[#fields + 1] = 'nonce'
    fields[#fields + 1] = nonce
  elseif h.nonce then
    redis.call('HDEL', h.key, 'nonce')
  end
end

local function hold_is_open(h)
  return h.state == 'reserved' or h.state == 'answered'
end

-- Whether no Extend will grant more: all is reserved at once, the most is reached, or the money cut the grant short.
local function hold_is_final(h, unit)
  local max_units, step = string.match(h.limits, '^(%d+) (%d+) ')
  return unit ~= 'second' or step == '0' or h.cut or h.granted >= tonumber(max_units)
end

-- Gives the hold the keys of the accounts that it concerns. Returns a REKEY reply when these are others than those that
-- the script was called with.
local function hold_place(h, now, owners, owner_keys)
  local payer_index, ids = string.match(h.owners_text, '^(%d+) (.+)$')
  if ids ~= owners then return { 'REKEY', int_text(now), 'owners', ids } end
  h.owners = owner_keys
  local i = 0
  for id in string.gmatch(ids, '%S+') do
    if i == 0 then h.account = id end
    if i == tonumber(payer_index) then h.payer, h.payer_keys = id, owner_keys[i + 1] end
    i = i + 1
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

-- How the partition's index of open holds by gateway names the hold; nil where no gateway is known of it. The members
-- are in the order of their text, so that those of one gateway stand together.
local function hold_gateway_member(h, member)
  local gateway = string.match(h.facts, '^[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t([^\t]+)')
  return gateway and gateway .. '\t' .. member
end

-- Which hold rule reserved it; '' where an older version opened it.
local function hold_rule(h)
  return string.match(h.facts, ('[^\t]*\t'):rep(8) .. '(.*)$') or ''
end

-- Service and subject of the pinned facts.
local function hold_party(h)
  return string.match(h.facts, '^([^\t]*)\t([^\t]*)')
end
