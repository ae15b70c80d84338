#!lua flags=no-writes
local INT_MAX = 9007199254740991
local function stream_facts(key)
  if redis.call('EXISTS', key) == 0 then return nil end
  local words, facts = redis.call('XINFO', 'STREAM', key), {}
  for i = 1, #words, 2 do facts[words[i]] = words[i + 1] end
  return facts
end
local journal, index = unpack(KEYS, 1, 2)
local cursor, count = unpack(ARGV, 1, 2)
local facts = stream_facts(journal)
local page = redis.call('ZSCAN', index, cursor, 'COUNT', count)
local reply = { 'INDEX', facts and facts['last-generated-id'] or '0-0', page[1] }
for i = 1, #page[2], 2 do reply[#reply + 1] = page[2][i] end
return reply