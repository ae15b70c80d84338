#!lua flags=allow-oom
-- Take the oldest entries off one partition's journal, one step: what is past the retention and acknowledged by every
-- registered reader; if there is no such entry, and the journal is above its ceiling, the excess, acknowledged entries
-- first and in a step of their own. Whole nodes of the stream go, so that up to a hundred entries stay longer than they
-- must. May run when Redis is full, because it frees memory.
-- KEYS: 1 meta  2 journal  3 readers
-- ARGV: 1 now_ms (0: Redis's)  2 retention_ms  3 max_bytes
--   4 limit (entries, at least what a node of a stream holds: 100)
-- Replies: TRIMMED now trimmed overrun (entries taken before every reader had acknowledged them) entries bytes
--   (reader lag_ms seen_at_ms holds_back missed)... | STORE_LOST now
-- include: int clock stream

local meta, journal, readers = unpack(KEYS, 1, 3)
local now_ms, retention_ms, max_bytes, limit = unpack(ARGV, 1, 4)

-- Where an ACL forbids MEMORY, entries are taken to be of the usual size.
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

-- Each reader with the first entry that it has not acknowledged.
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
  -- The last entry that is gone. A reader that waits for the first one left has acknowledged it, whatever gap there is
  -- between the ids; unless a sidecar of an older version trimmed as it wrote: then nobody knows what has gone unread.
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
