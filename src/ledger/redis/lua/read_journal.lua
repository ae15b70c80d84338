#!lua flags=no-writes
-- One page of the journal, only the entries of one account, so that a busy partition does not travel to the sidecar.
-- KEYS: 1 meta  2 journal
-- ARGV: 1 account_id  2 first (where XRANGE begins: an id, '(' before it for the next one, '-' from the start)
--   3 last (where it ends; '+' at the end)  4 count (entries looked at)
-- Replies: JOURNAL covered_from_ms last_id_looked_at ('' at the end) (id entry)...
-- include: int stream

local meta, journal = unpack(KEYS, 1, 2)
local account_id, first, last, count = unpack(ARGV, 1, 4)

local page = redis.call('XRANGE', journal, first, last, 'COUNT', count)
local covered_from = redis.call('HGET', meta, 'created_at_ms') or '0'
-- What is gone is not covered, also where nothing is left.
local facts = stream_facts(journal)
if facts and facts['entries-added'] > facts['length'] then
  covered_from = int_text(int_of(string.match(stream_gone_to(facts), '^%d+')) + 1)
end
local looked_at = ''
if #page == tonumber(count) then looked_at = page[#page][1] end
local reply = { 'JOURNAL', covered_from, looked_at }
for _, entry in ipairs(page) do
  local line = entry[2][2]
  if string.match(line, '^%S+ (%S+)') == account_id then
    reply[#reply + 1] = entry[1]
    reply[#reply + 1] = line
  end
end
return reply
