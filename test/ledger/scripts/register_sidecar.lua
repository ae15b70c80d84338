#!lua flags=allow-oom
local INT_MAX = 9007199254740991
local function int_exact(n, from)
  if not n or n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then
    error('not an exact integer: ' .. tostring(from))
  end
  return n
end
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function int_of(text, fallback)
  if not text or text == '' then return fallback or 0 end
  return int_exact(tonumber(text), text)
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
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