#!lua flags=allow-oom
-- A sidecar says that it is there, or that it goes, or only asks who is. May run when Redis is full: it is a line for
-- each sidecar, and tells operators who is there.
-- KEYS: 1 meta  2 sidecars
-- ARGV: 1 now_ms (0: Redis's)  2 sidecar_id ('' only asks)  3 sidecar ('' it goes)
--   4 gone_ms (one that was not heard of for so long is forgotten)
-- Replies: SIDECARS now (seen_at_ms sidecar)... | STORE_LOST now
-- include: int clock

local meta, sidecars = unpack(KEYS, 1, 2)
local now_ms, sidecar_id, sidecar, gone_ms = unpack(ARGV, 1, 4)

local now = clock_now(now_ms)
if redis.call('EXISTS', meta) == 0 then return { 'STORE_LOST', int_text(now) } end
if sidecar ~= '' then
  redis.call('HSET', sidecars, sidecar_id, int_text(now) .. ' ' .. sidecar)
elseif sidecar_id ~= '' then
  redis.call('HDEL', sidecars, sidecar_id)
end
local reply, found = { 'SIDECARS', int_text(now) }, redis.call('HGETALL', sidecars)
for i = 1, #found, 2 do
  local seen, said = string.match(found[i + 1], '^(%d+) (.*)$')
  if now - int_of(seen) < tonumber(gone_ms) then
    reply[#reply + 1] = seen
    reply[#reply + 1] = said
  elseif sidecar ~= '' then
    redis.call('HDEL', sidecars, found[i])
  end
end
return reply
