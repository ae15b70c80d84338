-- A hold that the sweeper cannot end is set aside: its place in the order of deadlines is behind all times, at this
-- plus the time of the last try. So whatever ends the hold or moves its deadline takes it back, without knowing of it.
-- Why it is there stands in a hash of its own, by member: since_ms tries why.
local ASIDE_FROM = 4000000000000000

local function aside_count(open)
  return redis.call('ZCOUNT', open, int_text(ASIDE_FROM), '+inf')
end

-- When the last try of the member failed; nil where it is not aside.
local function aside_tried_at(open, member)
  local place = tonumber(redis.call('ZSCORE', open, member) or 0)
  if place < ASIDE_FROM then return nil end
  return place - ASIDE_FROM
end

local function aside_tried_before(open, tried_ms, limit)
  return redis.call(
    'ZRANGEBYSCORE', open, int_text(ASIDE_FROM), int_text(ASIDE_FROM + tried_ms), 'LIMIT', 0, int_text(limit)
  )
end

-- Forgets why some holds were aside that have ended or gone on since. Those that wait for another try are due, and
-- keep their count of tries.
local function aside_forget(open, reasons, now)
  if redis.call('HLEN', reasons) <= aside_count(open) then return end
  for _, member in ipairs(redis.call('HRANDFIELD', reasons, 100)) do
    local place = tonumber(redis.call('ZSCORE', open, member) or ASIDE_FROM - 1)
    if place > now and place < ASIDE_FROM then redis.call('HDEL', reasons, member) end
  end
end
