#!lua flags=no-writes
-- A page of the open holds of one partition by deadline, then by name; those that are set aside stand last, by when
-- they were tried.
-- KEYS: 1 open
-- ARGV: 1 score ('-inf' from the start)  2 after (account_id:hold_id of the last one with this score)  3 limit
-- Replies: DEADLINES more ('1' or '') (score account_id:hold_id)...
-- include: int bytes

local open = unpack(KEYS, 1, 1)
local score, after, limit = unpack(ARGV, 1, 3)

local most = tonumber(limit)
local rank = 0
if score ~= '-inf' then
  if tonumber(redis.call('ZSCORE', open, after) or '-1') == tonumber(score) then
    rank = redis.call('ZRANK', open, after) + 1
  else
    -- It has ended or moved. Those with the same millisecond are in the order of their names.
    rank = redis.call('ZCOUNT', open, '-inf', '(' .. score)
    local low, high = rank, rank + redis.call('ZCOUNT', open, score, score)
    while low < high do
      local middle = math.floor((low + high) / 2)
      local name = redis.call('ZRANGE', open, middle, middle)[1]
      if bytes_before(after, name) then high = middle else low = middle + 1 end
    end
    rank = low
  end
end
local words = redis.call('ZRANGE', open, rank, rank + most, 'WITHSCORES')
local reply = { 'DEADLINES', #words > 2 * most and '1' or '' }
for at = 1, math.min(#words, 2 * most), 2 do
  reply[#reply + 1] = int_text(tonumber(words[at + 1]))
  reply[#reply + 1] = words[at]
end
return reply
