#!lua flags=no-writes
local ARGV = (function(joined)
local args, n = {}, 0
for word in string.gmatch(joined, '([^\31]*)\31') do
n = n + 1
args[n] = word
end
return args
end)(ARGV[1])
local start = ARGV[2]
if start ~= '-' then start = '(' .. start end
local page = redis.call('XRANGE', KEYS[2], start, '+', 'COUNT', ARGV[3])
local covered_from = redis.call('HGET', KEYS[1], 'created_at_ms') or '0'
local info = redis.call('XLEN', KEYS[2]) > 0 and redis.call('XINFO', 'STREAM', KEYS[2]) or {}
local facts = {}
for i = 1, #info, 2 do facts[info[i]] = info[i + 1] end
if facts['entries-added'] and facts['entries-added'] > facts['length'] then
  covered_from = string.match(facts['first-entry'][1], '^(%d+)')
end
local last = ''
if #page == tonumber(ARGV[3]) then last = page[#page][1] end
local reply = { 'JOURNAL', covered_from, last }
for _, entry in ipairs(page) do
  local line = entry[2][2]
  if string.match(line, '^%S+ (%S+)') == ARGV[1] then reply[#reply + 1] = line end
end
return reply