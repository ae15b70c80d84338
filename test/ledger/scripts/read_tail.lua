#!lua flags=no-writes
local INT_MAX = 9007199254740991
local function stream_before(id, other)
  local ms, number = string.match(id, '^(%d+)-?(%d*)$')
  local other_ms, other_number = string.match(other, '^(%d+)-?(%d*)$')
  ms, other_ms = tonumber(ms), tonumber(other_ms)
  if ms ~= other_ms then return ms < other_ms end
  return (tonumber(number) or 0) < (tonumber(other_number) or 0)
end
local meta, journal = unpack(KEYS, 1, 2)
local after_id, count = unpack(ARGV, 1, 2)
local marks = redis.call('HMGET', meta, 'journal_trimmed_to', 'partitions')
if not marks[2] then return { 'STORE_LOST', '0' } end
local missed, found = false, nil
if after_id == '$' then
  found = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)
else
  missed = after_id ~= '0-0' and marks[1] and stream_before(after_id, marks[1])
  found = redis.call('XRANGE', journal, '(' .. after_id, '+', 'COUNT', count)
end
local reply = { 'TAIL', missed and '1' or '' }
for _, entry in ipairs(found) do
  reply[#reply + 1] = entry[1]
  reply[#reply + 1] = entry[2][2]
end
return reply