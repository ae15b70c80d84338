#!lua flags=no-writes
-- One hold, open or ended.
-- KEYS: 1 hold_key
-- ARGV: 1 now_ms (0: Redis's)
-- Replies: HOLD now owners state amount granted authorized_at_ms answered_at_ms deadline_at_ms terms facts result parts
--   orphan reversed (units and parts; '' none) charged (parts: by interim settles; '' none)
--   recreated growth (most units, units of a step) cut ('1': the money cut the grant short)
--   MISSING now what | ADOPT now
-- include: int clock record read hold

local hold_key = unpack(KEYS, 1, 1)
local now_ms = unpack(ARGV, 1, 1)

local now = clock_now(now_ms)
local hold, adopt = hold_read(hold_key, now)
if adopt then return adopt end
if not hold or hold.state == 'early' then return { 'MISSING', int_text(now), 'hold' } end
if hold.interim then
  -- lazily: earlier
end
return {
  'HOLD', int_text(now), hold.owners_text, hold.state, int_text(hold.amount), int_text(hold.granted),
  int_text(hold.authorized_at_ms), int_text(hold.answered_at_ms),
  int_text(hold_is_open(hold) and hold.deadline_at_ms or 0), hold.terms, hold.facts, hold.result,
  hold.parts, hold.fingerprint == '-' and '1' or '0', hold.reversed or '',
  hold.interim and earlier_read(hold).parts or '', string.sub(hold.fingerprint, 1, 9) == 'recreated' and '1' or '0',
  string.match(hold.limits, '^%d+ %d+'), hold.cut and '1' or '',
}
