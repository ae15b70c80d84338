-- A hold is one string: one GET reads it, one SET writes it, with its end once it has one. Its lines:
--   1 the layout (2), then words that change, `-` where there is none: state amount granted authorized_at_ms
--     answered_at (ms after authorized_at_ms) until (the same: the deadline while it is open, then the end of the
--     tombstone) proven sequence:reported marks settled_by nonce
--     marks: c the money cut the present grant short, s the sweeper ended it, sc both: an answer may revive it
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
