#!lua flags=no-writes
-- A page of the open holds of an account and of those under it, soonest deadline first. The deadlines of a few are
-- sorted. Where the account has many, the partition's own order is followed instead, so that a page costs no more than
-- the entries that it looks at.
-- KEYS: 1 open  2 account_open
-- ARGV: 1 after ('' from the start, else as next said)  2 limit
-- Replies: HOLDS next (deadline_at_ms:account_id:hold_id of the last one seen, '' at the end) account_id:hold_id...
local open, account_open = unpack(KEYS, 1, 2)
local after, limit = unpack(ARGV, 1, 2)

local SORTED_MAX = 1000
local LOOKED_AT_MAX = 5000
local CHUNK = 500

local after_deadline, after_member = string.match(after, '^(%d+):(.*)$')
after_deadline = tonumber(after_deadline)
local most = tonumber(limit)
local reply = { 'HOLDS', '' }

local function comes_after(deadline, member)
  return not after_deadline or deadline > after_deadline or (deadline == after_deadline and member > after_member)
end

-- False once the page is full.
local function give(deadline, member)
  if #reply - 2 == most then return false end
  reply[2], reply[#reply + 1] = string.format('%.0f', deadline) .. ':' .. member, member
  return true
end

if redis.call('SCARD', account_open) <= SORTED_MAX then
  local holds = {}
  for _, member in ipairs(redis.call('SMEMBERS', account_open)) do
    local deadline = tonumber(redis.call('ZSCORE', open, member) or 0)
    if comes_after(deadline, member) then holds[#holds + 1] = { member = member, deadline = deadline } end
  end
  table.sort(holds, function(a, b)
    if a.deadline ~= b.deadline then return a.deadline < b.deadline end
    return a.member < b.member
  end)
  for _, hold in ipairs(holds) do
    if not give(hold.deadline, hold.member) then return reply end
  end
  reply[2] = ''
  return reply
end

local rank = 0
if after_deadline then
  local score = redis.call('ZSCORE', open, after_member)
  if score and tonumber(score) == after_deadline then
    rank = redis.call('ZRANK', open, after_member) + 1
  else
    rank = redis.call('ZCOUNT', open, '-inf', string.format('(%.0f', after_deadline))
  end
end
for from = rank, rank + LOOKED_AT_MAX - 1, CHUNK do
  local words = redis.call('ZRANGE', open, from, from + CHUNK - 1, 'WITHSCORES')
  local members = {}
  for i = 1, #words, 2 do members[#members + 1] = words[i] end
  local is_own = #members > 0 and redis.call('SMISMEMBER', account_open, unpack(members)) or {}
  for i, member in ipairs(members) do
    local deadline = tonumber(words[2 * i])
    if is_own[i] == 1 and comes_after(deadline, member) and not give(deadline, member) then return reply end
  end
  if #members < CHUNK then
    reply[2] = ''
    return reply
  end
  reply[2] = string.format('%.0f', tonumber(words[#words])) .. ':' .. members[#members]
end
return reply
