#!lua flags=allow-oom
local INT_MAX = 9007199254740991
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function stream_before(id, other)
  local ms, number = string.match(id, '^(%d+)-?(%d*)$')
  local other_ms, other_number = string.match(other, '^(%d+)-?(%d*)$')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  if ms ~= other_ms then return ms < other_ms end
  return (tonumber(number) or 0) < (tonumber(other_number) or 0)
end
local function stream_facts(key)
  if redis.call('EXISTS', key) == 0 then return nil end
  local words, facts = redis.call('XINFO', 'STREAM', key), {}
  for i = 1, #words, 2 do facts[words[i]] = words[i + 1] end
  return facts
end
local function stream_gone_to(facts)
  if not facts then return '0-0' end
  local first = facts['first-entry']
  if not first then return facts['last-generated-id'] end
  local ms, number = string.match(first[1], '^(%d+)-(%d+)$')
  if tonumber(number) > 0 then return ms .. '-' .. int_text(tonumber(number) - 1) end
  return int_text(tonumber(ms) - 1) .. '-' .. int_text(INT_MAX)
end
local meta, journal, readers = unpack(KEYS, 1, 3)
local now_ms, reader, last_id = unpack(ARGV, 1, 3)
local now = clock_now(now_ms)
local marks = redis.call('HMGET', meta, 'journal_trimmed_to', 'partitions')
if not marks[2] then return { 'STORE_LOST', int_text(now) } end
if last_id == '-' then
  redis.call('HDEL', readers, reader)
  return { 'FORGOTTEN', int_text(now) }
end
local facts = stream_facts(journal)
local known = redis.call('HGET', readers, reader)
local last = known and string.match(known, '^(%S+)') or stream_gone_to(facts)
if last_id ~= '' and stream_before(last, last_id) then last = last_id end
local newest = facts and facts['last-generated-id'] or '0-0'
if stream_before(newest, last) then last = newest end
redis.call('HSET', readers, reader, last .. ' ' .. int_text(now))
return { 'ACKNOWLEDGED', int_text(now), last, marks[1] and stream_before(last, marks[1]) and '1' or '' }