#!lua flags=allow-oom
local INT_MAX = 9007199254740991
local function int_text(n)
  if n > -2147483648 and n < 2147483648 and n % 1 == 0 then return string.format('%d', n) end
  if n ~= n or n > INT_MAX or n < -INT_MAX or n % 1 ~= 0 then error('not an exact integer: ' .. tostring(n)) end
  return string.format('%.0f', n)
end
local function clock_now(text)
  local now = tonumber(text)
  if now > 0 then return now end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local lists, missing, legs_1, legs_2, legs_3, legs_4 = unpack(KEYS, 1, 6)
local now_ms, epoch, list_id, page, last, age_ms, keep_list_ms, keep_missing_ms = unpack(ARGV, 1, 8)
local members = { unpack(ARGV, 9) }
local now = clock_now(now_ms)
local legs_keys = { legs_1, legs_2, legs_3, legs_4 }
local known = redis.call('HGET', lists, 'epoch') or ''
if epoch ~= '' and known ~= '' and tonumber(epoch) < tonumber(known) then return { 'EPOCH', int_text(now), known } end
local function find_list()
  local oldest, oldest_at
  for slot = 1, #legs_keys do
    local began, touched, last_page, highest, id =
      string.match(redis.call('HGET', lists, int_text(slot)) or '', '^(%d+) (%d+) (%d+) (%d+) (.*)$')
    local is_over = not began or tonumber(touched) + tonumber(keep_list_ms) <= now
    if id == list_id and not is_over then
      return slot, { began = tonumber(began), last = tonumber(last_page), highest = tonumber(highest) }
    end
    local at = is_over and 0 or tonumber(touched)
    if not oldest or at < oldest_at then oldest, oldest_at = slot, at end
  end
  return oldest, nil
end
local is_new_epoch = epoch ~= '' and epoch ~= known
local slot, list = 1, nil
if not is_new_epoch then slot, list = find_list() end
local is_new, number, began = not list, tonumber(page), now - tonumber(age_ms)
list = list or { began = began, last = 0, highest = 0 }
local says_last = last == '1' and number or list.last
if says_last > 0 and (math.max(number, list.highest) > says_last or list.last > 0 and says_last ~= list.last) then
  return { 'LAST', int_text(now), int_text(list.last > 0 and list.last or list.highest) }
end
if is_new_epoch then
  redis.call('DEL', lists, missing, unpack(legs_keys))
  redis.call('HSET', lists, 'epoch', epoch)
end
local legs = legs_keys[slot]
if is_new then redis.call('DEL', legs) end
list.began, list.last, list.highest = math.min(list.began, began), says_last, math.max(list.highest, number)
redis.call('SADD', legs, '#' .. page, unpack(members))
if #members > 0 then redis.call('ZREM', missing, unpack(members)) end
redis.call('HSET', lists, int_text(slot), table.concat({
  int_text(list.began), int_text(now), int_text(list.last), int_text(list.highest), list_id,
}, ' '))
redis.call('PEXPIRE', lists, keep_missing_ms)
redis.call('PEXPIRE', legs, keep_list_ms)
local pages = {}
for other = 1, list.highest do pages[other] = '#' .. int_text(other) end
local came, count, absent = redis.call('SMISMEMBER', legs, unpack(pages)), 0, {}
for other = 1, list.highest do
  if came[other] == 1 then count = count + 1 else absent[#absent + 1] = int_text(other) end
end
local is_complete = list.last > 0 and count == list.last
return {
  'PAGE', int_text(now), epoch ~= '' and epoch or known, int_text(list.began), int_text(slot),
  is_complete and '1' or '0', int_text(redis.call('SCARD', legs) - count), unpack(absent),
}