#!lua flags=no-writes
-- One page of the journal, only the entries of one account, so that a busy partition does not travel to the sidecar.
-- KEYS: 1 meta  2 journal
-- ARGV: 1 account_id  2 after_id ('-' from the start)  3 count (entries looked at)
-- Replies: JOURNAL covered_from_ms last_id_looked_at ('' at the end) entry...
-- include: int stream

local start = ARGV[2]
if start ~= '-' then start = '(' .. start end
local page = redis.call('XRANGE', KEYS[2], start, '+', 'COUNT', ARGV[3])
local covered_from = redis.call('HGET', KEYS[1], 'created_at_ms') or '0'
-- What is gone is not covered, also where nothing is left.
local facts = stream_facts(KEYS[2])
if facts and facts['entries-added'] > facts['length'] then
  covered_from = int_text(int_of(string.match(stream_gone_to(facts), '^%d+')) + 1)
end
local last = ''
if #page == tonumber(ARGV[3]) then last = page[#page][1] end
local reply = { 'JOURNAL', covered_from, last }
for _, entry in ipairs(page) do
  local line = entry[2][2]
  if string.match(line, '^%S+ (%S+)') == ARGV[1] then reply[#reply + 1] = line end
end
return reply
