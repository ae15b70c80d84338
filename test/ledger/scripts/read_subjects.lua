#!lua flags=allow-oom
local function subjects_order(key)
  if redis.call('TYPE', key).ok ~= 'set' then return end
  local ids = redis.call('SMEMBERS', key)
  redis.call('DEL', key)
  for from = 1, #ids, 1000 do
    local words = {}
    for at = from, math.min(from + 999, #ids) do
      words[#words + 1] = '0'
      words[#words + 1] = ids[at]
    end
    redis.call('ZADD', key, unpack(words))
  end
end
local subjects = unpack(KEYS, 1, 1)
local after, limit = unpack(ARGV, 1, 2)
subjects_order(subjects)
local first = after == '' and '-' or '(' .. after
local ids = redis.call('ZRANGEBYLEX', subjects, first, '+', 'LIMIT', 0, limit + 1)
local reply = { 'SUBJECTS', '' }
for at = 1, math.min(#ids, limit) do reply[at + 2] = ids[at] end
if #ids > tonumber(limit) then reply[2] = reply[#reply] end
return reply