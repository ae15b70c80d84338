#!lua
local meta, journal = unpack(KEYS, 1, 2)
local last_id, added = unpack(ARGV, 1, 2)
local entries = { unpack(ARGV, 3) }
if redis.call('EXISTS', meta) == 1 then return { 'SERVED', '0' } end
for i = 1, #entries, 2 do redis.call('XADD', journal, entries[i], 'entry', entries[i + 1]) end
if last_id ~= '' and redis.call('EXISTS', journal) == 1 then
  redis.call('XSETID', journal, last_id, 'ENTRIESADDED', added, 'MAXDELETEDID', '0-0')
end
return { 'LOADED', '0' }