#!lua flags=allow-oom
-- What a reader of the journal has kept: entries after it wait for the reader, until the ceiling. May run when Redis is
-- full, because it lets memory go.
-- KEYS: 1 meta  2 journal  3 journal:readers
-- ARGV: 1 now_ms (0: Redis's)  2 reader  3 last_id ('' to register, or to ask; '-' to forget the reader)
-- Replies: ACKNOWLEDGED now last_id missed ('1': entries after last_id were trimmed) | FORGOTTEN now | STORE_LOST now
-- include: int clock stream

local now = clock_now(ARGV[1])
local meta = redis.call('HMGET', KEYS[1], 'journal_trimmed_to', 'partitions')
if not meta[2] then return { 'STORE_LOST', int_text(now) } end
if ARGV[3] == '-' then
  redis.call('HDEL', KEYS[3], ARGV[2])
  return { 'FORGOTTEN', int_text(now) }
end
local facts = stream_facts(KEYS[2])
local known = redis.call('HGET', KEYS[3], ARGV[2])
local last = known and string.match(known, '^(%S+)') or stream_gone_to(facts)
if ARGV[3] ~= '' and stream_before(last, ARGV[3]) then last = ARGV[3] end
-- Nobody has kept what was never written: an id from another store would let everything be trimmed unread.
local newest = facts and facts['last-generated-id'] or '0-0'
if stream_before(newest, last) then last = newest end
redis.call('HSET', KEYS[3], ARGV[2], last .. ' ' .. int_text(now))
return { 'ACKNOWLEDGED', int_text(now), last, meta[1] and stream_before(last, meta[1]) and '1' or '' }
