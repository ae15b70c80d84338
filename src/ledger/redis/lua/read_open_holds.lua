#!lua flags=no-writes
-- The open holds of an account and of those under it, soonest deadline first.
-- KEYS: 1 open  2 account open
-- ARGV: 1 limit
-- Replies: HOLDS account_id:hold_id...
local holds = {}
for i, member in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  holds[i] = { member = member, deadline = tonumber(redis.call('ZSCORE', KEYS[1], member) or 0) }
end
table.sort(holds, function(a, b) return a.deadline < b.deadline or (a.deadline == b.deadline and a.member < b.member) end)
local reply = { 'HOLDS' }
for i = 1, math.min(tonumber(ARGV[1]), #holds) do reply[i + 1] = holds[i].member end
return reply
