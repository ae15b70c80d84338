-- A delivery in the outbox: `tries<TAB>taken<TAB>at_ms<TAB>why<TAB>text`. Taken is 1 from when it is taken until it is
-- known what became of that; at_ms is when it was last touched, why what went wrong the last time.
local function delivery_read(outbox, id)
  local value = redis.call('HGET', outbox, id)
  if not value then return nil end
  local tries, taken, at, why, text = string.match(value, '^(%d+)\t(%d)\t(%d+)\t([^\t]*)\t(.*)$')
  return { tries = tonumber(tries), taken = taken, at = tonumber(at), why = why, text = text }
end

local function delivery_write(outbox, id, d)
  local words = { int_text(d.tries), d.taken, int_text(d.at), d.why, d.text }
  redis.call('HSET', outbox, id, table.concat(words, '\t'))
end
