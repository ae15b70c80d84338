#!lua flags=no-writes
local ARGV = (function(joined)
local args, n = {}, 0
for word in string.gmatch(joined, '([^\31]*)\31') do
n = n + 1
args[n] = word
end
return args
end)(ARGV[1])
local holds = {}
for i, member in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  holds[i] = { member = member, deadline = tonumber(redis.call('ZSCORE', KEYS[1], member) or 0) }
end
table.sort(holds, function(a, b) return a.deadline < b.deadline or (a.deadline == b.deadline and a.member < b.member) end)
local reply = { 'HOLDS' }
for i = 1, math.min(tonumber(ARGV[1]), #holds) do reply[i + 1] = holds[i].member end
return reply