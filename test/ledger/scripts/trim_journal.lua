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
local now_ms, retention_ms, max_bytes, limit = unpack(ARGV, 1, 4)
local function journal_bytes(key, entries)
  local bytes = redis.pcall('MEMORY', 'USAGE', key, 'SAMPLES', '20')
  if type(bytes) == 'number' then return bytes end
  return type(bytes) == 'table' and bytes.err and entries * 160 or 0
end
local now = clock_now(now_ms)
max_bytes, limit = int_of(max_bytes), int_of(limit)
local marks = redis.call('HMGET', meta, 'journal_trimmed', 'journal_trimmed_to', 'partitions')
if not marks[3] then return { 'STORE_LOST', int_text(now) } end
local aged = int_text(math.max(0, now - int_of(retention_ms)))
local standings, words, unread = {}, redis.call('HGETALL', readers), nil
for i = 1, #words, 2 do
  local last, seen = string.match(words[i + 1], '^(%S+) (%S+)')
  local nxt = redis.call('XRANGE', journal, '(' .. last, '+', 'COUNT', 1)[1]
  local reader = { name = words[i], last = last, seen = seen, nxt = nxt and nxt[1] }
  if reader.nxt and (not unread or stream_before(reader.nxt, unread)) then unread = reader.nxt end
  standings[#standings + 1] = reader
end
local trimmed, overrun, bytes = 0, 0, 0
local before = stream_facts(journal)
if before then
  local cut = unread and stream_before(unread, aged) and unread or aged
  trimmed = redis.call('XTRIM', journal, 'MINID', '~', cut, 'LIMIT', limit)
  bytes = journal_bytes(journal, before.length)
  if trimmed == 0 and bytes > max_bytes then
    local kept = math.max(1, math.floor(before.length * max_bytes / bytes))
    local excess = math.min(limit, before.length - kept)
    if excess > 0 and unread then trimmed = redis.call('XTRIM', journal, 'MINID', '~', unread, 'LIMIT', excess) end
    if excess > 0 and trimmed == 0 then trimmed = redis.call('XTRIM', journal, 'MAXLEN', '~', kept, 'LIMIT', limit) end
  end
end
local after, entries = stream_facts(journal), 0
if after then
  entries = after.length
  local first = after['first-entry'] and after['first-entry'][1]
  if trimmed > 0 then
    bytes = journal_bytes(journal, entries)
    if unread and (not first or stream_before(unread, first)) then overrun = trimmed end
  end
  local removed = after['entries-added'] - entries
  local gone_to = stream_gone_to(after)
  if removed > 0 and removed - trimmed == int_of(marks[1]) then
    for _, reader in ipairs(standings) do
      local waits_here = (reader.nxt or false) == (first or false)
      if waits_here and stream_before(reader.last, gone_to) then gone_to = reader.last end
    end
  end
  if removed ~= int_of(marks[1]) then
    if not marks[2] or stream_before(marks[2], gone_to) then marks[2] = gone_to end
    redis.call('HSET', meta, 'journal_trimmed', int_text(removed), 'journal_trimmed_to', marks[2])
  end
end
local reply = { 'TRIMMED', int_text(now), int_text(trimmed), int_text(overrun), int_text(entries), int_text(bytes) }
for _, reader in ipairs(standings) do
  local behind = reader.nxt and int_of(string.match(reader.nxt, '^%d+')) or now
  reply[#reply + 1] = reader.name
  reply[#reply + 1] = int_text(math.max(0, now - behind))
  reply[#reply + 1] = reader.seen
  reply[#reply + 1] = reader.nxt and stream_before(reader.nxt, aged) and '1' or ''
  reply[#reply + 1] = marks[2] and stream_before(reader.last, marks[2]) and '1' or ''
end
return reply