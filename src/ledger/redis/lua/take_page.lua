#!lua flags=allow-oom
-- Take one page of a gateway's list of active legs. Pages may come in any order, and again: the list is the union of
-- them. What a page names is not missing, also where its list never completes. The gateway's hash has its epoch, and
-- for each list that is under way, by the number of its legs' key: began_ms touched_ms last highest list_id, where
-- `last` is the number of its last page, 0 while that is not known, and `highest` the highest that came. Among the
-- legs, `#<page>` is a page that came.
-- KEYS: 1 lists  2 missing  3 legs_1  4 legs_2  5 legs_3  6 legs_4
-- ARGV: 1 now_ms (0: Redis's)  2 epoch ('' as before)  3 list_id  4 page  5 last ('1': none follows)  6 age_ms (of the
--   list)  7 keep_list_ms  8 keep_missing_ms  9 member (account_id:hold_id)...
-- Replies: PAGE now epoch began_ms slot complete legs page... (those before the last that did not come yet)
--   EPOCH now epoch (the page is of one before) | LAST now page (it contradicts another page about the last one)
-- include: int clock

local lists, missing, legs_1, legs_2, legs_3, legs_4 = unpack(KEYS, 1, 6)
local now_ms, epoch, list_id, page, last, age_ms, keep_list_ms, keep_missing_ms = unpack(ARGV, 1, 8)
local members = { unpack(ARGV, 9) }

local now = clock_now(now_ms)
local legs_keys = { legs_1, legs_2, legs_3, legs_4 }
local known = redis.call('HGET', lists, 'epoch') or ''
if epoch ~= '' and known ~= '' and tonumber(epoch) < tonumber(known) then return { 'EPOCH', int_text(now), known } end

-- The list's place: its own, else one that is free, else that of the list that was heard of longest ago.
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

-- With what another epoch said nothing is compared.
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
