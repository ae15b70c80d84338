#!lua
-- Write entries of a journal that is being restored, under the ids that they had.
-- KEYS: 1 meta  2 journal
-- ARGV: 1 last_id ('' there is more to come)  2 added (how many entries there ever were)  then id and entry of each
-- Replies: LOADED 0 | SERVED 0 (it carries a mark: nothing was written)

local meta, journal = unpack(KEYS, 1, 2)
local last_id, added = unpack(ARGV, 1, 2)
local entries = { unpack(ARGV, 3) }

if redis.call('EXISTS', meta) == 1 then return { 'SERVED', '0' } end
for i = 1, #entries, 2 do redis.call('XADD', journal, entries[i], 'entry', entries[i + 1]) end
if last_id ~= '' and redis.call('EXISTS', journal) == 1 then
  redis.call('XSETID', journal, last_id, 'ENTRIESADDED', added, 'MAXDELETEDID', '0-0')
end
return { 'LOADED', '0' }
