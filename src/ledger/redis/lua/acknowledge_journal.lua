#!lua flags=allow-oom
-- What a reader of the journal has kept: entries after it wait for the reader, until the ceiling. May run when Redis is
-- full, because it lets memory go.
-- KEYS: 1 meta  2 journal  3 readers
-- ARGV: 1 now_ms (0: Redis's)  2 reader  3 last_id ('' to register, or to ask; '-' to forget the reader)
-- Replies: ACKNOWLEDGED now last_id missed ('1': entries after last_id were trimmed) | FORGOTTEN now | STORE_LOST now
-- include: int clock stream

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
-- Nobody has kept what was never written: an id from another store would let everything be trimmed unread.
local newest = facts and facts['last-generated-id'] or '0-0'
if stream_before(newest, last) then last = newest end
redis.call('HSET', readers, reader, last .. ' ' .. int_text(now))
return { 'ACKNOWLEDGED', int_text(now), last, marks[1] and stream_before(last, marks[1]) and '1' or '' }
