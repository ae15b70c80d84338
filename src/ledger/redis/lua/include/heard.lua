-- What a report of use says of a hold beside the money: it implies the answer, proves use, and moves the deadline.
local function hold_heard(h, used, now, timing, in_seconds)
  -- Other units than seconds prove use up to the grant, and no time.
  local possible = in_seconds and usage_possible(math.max(0, now - h.authorized_at_ms)) or h.granted
  h.proven, h.reported = math.max(h.proven, math.min(used, possible)), true
  if h.answered_at_ms == 0 and used > 0 then
    h.answered_at_ms = in_seconds and math.max(h.authorized_at_ms, now - used * 1000) or now
  end
  if h.answered_at_ms > 0 then
    h.state, h.deadline_at_ms = 'answered', hold_answered_deadline(timing, h.answered_at_ms, h.granted)
  else
    h.state = 'reserved'
    h.deadline_at_ms = hold_unanswered_deadline(
      h.authorized_at_ms, h.granted, timing.ring, timing.grace, timing.answers
    )
  end
  -- What is counted in other units has no time that could run out: it lives while it is heard of.
  if not in_seconds then h.deadline_at_ms = now + timing.ring * 1000 end
end
