#!lua flags=no-writes
local ARGV = (function(joined)
local args, n = {}, 0
for word in string.gmatch(joined, '([^\31]*)\31') do
n = n + 1
args[n] = word
end
return args
end)(ARGV[1])
local ids = redis.call('SMEMBERS', KEYS[1])
table.sort(ids)
local reply = { 'SUBJECTS' }
for i = 1, math.min(tonumber(ARGV[1]), #ids) do reply[i + 1] = ids[i] end
return reply