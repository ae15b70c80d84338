-- The subjects of an account that have particulars: a sorted set in which all have the score 0, so that they stand in
-- the order of their names. Versions before kept a plain set, which is made into one where it is met.
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
