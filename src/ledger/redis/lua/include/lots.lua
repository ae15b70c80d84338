-- needs: lot grants
-- The lots of an account, in one hash: a field per lot, by id, and
--   index: ids of the lots of the plan (commas between, `-` none), then per group `services:count:free:posted:ends`
--   order/<services>: the lots of a group in funding order, each as a blank, expires_at_ms and number, of fixed width
--   free/<services>: of each lot in that order 1 where something of it is free, else 0
--   past: see grants.lua
-- A group is what was bought for the same services and has not ended; `posted` is what is not used of it, `free` what
-- is not held either, and `ends` when the first of it does (0 never). So nobody reads all lots: a request reads those
-- of the plan, those of its own hold, those that have ended since, and then as many as it draws on. A lot that has
-- ended while something is held on it is in no group. A hash without an index, of an older version, is read as a whole,
-- once. Buying a lot moves the text of its order, so their number is bounded.
local LOTS_MAX = 200
local LOTS_ENTRY = 29

local function lots_entry(lot)
  local ends = lot.expires_at == 0 and LOT_NEVER or lot.expires_at
  local number = tonumber(string.match(lot.id, '%d+$'))
  return string.format(' %016.0f%012.0f', ends, number)
end

local function lots_group(a, services)
  local group = a.groups[services]
  if not group then
    group = { services = services, count = 0, free = 0, posted = 0, ends = 0, order = '', bits = '' }
    a.groups[services], a.groups[#a.groups + 1] = group, group
  end
  return group
end

local function lots_order(a, group)
  if group.order then return end
  local f = redis.call('HMGET', a.keys.lots, 'order/' .. group.services, 'free/' .. group.services)
  group.order, group.bits = f[1], f[2]
end

-- End and id of a lot, by its place in the order.
local function lots_at(group, place)
  local ends, number = string.match(group.order, '^ (%d+)', (place - 1) * LOTS_ENTRY + 1), nil
  ends, number = string.sub(ends, 1, 16), string.sub(ends, 17)
  return tonumber(ends), 'lot-' .. int_text(tonumber(number))
end

-- Puts a lot that was read or bought, and has not ended, into its group. What is read counts in the lot itself.
local function lots_join(a, lot, is_stored)
  local group = lots_group(a, lot.services)
  lot.group = group
  if is_stored then
    lot.was_free = lot.granted - lot.used - lot.held
    group.free, group.posted = group.free - lot.was_free, group.posted - (lot.granted - lot.used)
    return
  end
  lots_order(a, group)
  local entry, place = lots_entry(lot), 0
  while place < group.count and string.sub(group.order, place * LOTS_ENTRY + 1, (place + 1) * LOTS_ENTRY) < entry do
    place = place + 1
  end
  local at = place * LOTS_ENTRY
  group.order = string.sub(group.order, 1, at) .. entry .. string.sub(group.order, at + 1)
  group.bits = string.sub(group.bits, 1, place) .. '0' .. string.sub(group.bits, place + 1)
  group.count, group.moved, lot.was_free = group.count + 1, true, 0
end

-- The lot by its id; nil where it is forgotten.
local function lots_get(a, id, now)
  for _, lot in ipairs(a.lots) do
    if lot.id == id and not lot.gone then return lot end
  end
  local stored = a.lot_count > 0 and redis.call('HGET', a.keys.lots, id)
  if not stored then return nil end
  local lot = lots_add(a, lot_read(id, stored))
  if lot.kind == 'lot' and not lots_is_over(lot, now) then lots_join(a, lot, true) end
  return lot
end

-- Takes those out of the group that have ended, and reads them: the journal must be told.
local function lots_pop(a, group, now)
  lots_order(a, group)
  local ended = 0
  while ended < group.count do
    local ends, id = lots_at(group, ended + 1)
    if ends > now then break end
    local lot = lot_read(id, redis.call('HGET', a.keys.lots, id))
    group.free = group.free - (lot.granted - lot.used - lot.held)
    group.posted = group.posted - (lot.granted - lot.used)
    lot.changed = true
    a.lots[#a.lots + 1] = lot
    ended = ended + 1
  end
  group.order, group.bits = string.sub(group.order, ended * LOTS_ENTRY + 1), string.sub(group.bits, ended + 1)
  group.count, group.moved = group.count - ended, true
end

-- Reads every lot of a hash that has no index, and makes one.
local function lots_index(a, now)
  a.is_unindexed = true
  local stored = redis.call('HGETALL', a.keys.lots)
  for i = 1, #stored, 2 do
    if stored[i] ~= 'past' then
      local lot = lot_read(stored[i], stored[i + 1])
      a.lots[#a.lots + 1] = lot
      if lot.kind == 'lot' and not lots_is_over(lot, now) then lots_join(a, lot) end
    end
  end
end

-- Reads the lots into the account as they are now. Nothing is written before lots_write.
local function lots_open(a, now, grants)
  a.groups = {}
  if a.lot_count > 0 then
    local index = redis.call('HGET', a.keys.lots, 'index')
    if not index then
      lots_index(a, now)
    else
      local plan, groups = string.match(index, '^(%S+)(.*)$')
      for services, count, free, posted, ends in string.gmatch(groups, ' ([^ :]+):(%d+):(%d+):(%d+):(%d+)') do
        local group = {
          services = services, count = tonumber(count), free = tonumber(free), posted = tonumber(posted),
          ends = tonumber(ends),
        }
        a.groups[services], a.groups[#a.groups + 1] = group, group
        if group.ends > 0 and group.ends <= now then lots_pop(a, group, now) end
      end
      if plan ~= '-' then
        local ids = {}
        for id in string.gmatch(plan, '[^,]+') do ids[#ids + 1] = id end
        for i, text in ipairs(redis.call('HMGET', a.keys.lots, unpack(ids))) do
          a.lots[#a.lots + 1] = lot_read(ids[i], text)
        end
      end
    end
    if #a.lots > 1 then table.sort(a.lots, lots_before) end
  end
  if grants then grants_apply(a, grants, now) end
  if #a.lots > 0 then lots_roll(a, now, a.before) end
end

-- The first lot at or after a place in the order of which something is free and that has not been read: its place.
local function lots_next(a, group, place)
  lots_order(a, group)
  place = string.find(group.bits, '1', place, true)
  while place do
    local _, id = lots_at(group, place)
    local is_read = false
    for _, lot in ipairs(a.lots) do is_read = is_read or lot.id == id and not lot.gone end
    if not is_read then return place, id end
    place = string.find(group.bits, '1', place + 1, true)
  end
end

-- The source of a purse that comes next: the one at this place of those that were read, or one that nobody has read so
-- far; and which of both it is.
local function lots_source(purse, at)
  local a, read, best = purse.account, purse.lots[at], nil
  for _, group in ipairs(purse.groups) do
    if group.free > 0 and (not group.next or group.next.is_read) then
      local place, id = lots_next(a, group, group.next and group.next.place + 1 or 1)
      local ends = lots_at(group, place)
      group.next = { group = group, place = place, id = id, expires_at = ends, kind = 'lot' }
    end
    if group.free > 0 and (not best or lots_before(group.next, best)) then best = group.next end
  end
  if not best or read and lots_before(read.lot, best) then return read, true end
  best.is_read = true
  local lot = lots_get(a, best.id, purse.now)
  return { lot = lot, own = 0, capacity = lots_free(lot, purse.now) }, false
end

-- The one of a group that never ends, which is its last; nil where there is none.
local function lots_endless(a, group, now)
  if group.count == 0 then return nil end
  lots_order(a, group)
  local ends, id = lots_at(group, group.count)
  return ends == LOT_NEVER and lots_get(a, id, now) or nil
end

local function lots_buy(a, lot)
  lot.changed = true
  lots_join(a, lots_add(a, lot))
end

-- What all lots are worth that have not ended.
local function lots_worth(a, now)
  local worth = 0
  for _, group in ipairs(a.groups) do worth = worth + group.posted end
  for _, lot in ipairs(a.lots) do
    if not lots_is_over(lot, now) then worth = worth + lot.value end
  end
  return worth
end

-- The words of a group in the index, after what was read of it has moved; nil where it is empty.
local function lots_group_text(a, group, now, fields)
  if group.count == 0 then return nil end
  local free, posted = group.free, group.posted
  for _, lot in ipairs(a.lots) do
    if lot.group == group then
      local is_free = lots_free(lot, now)
      free, posted = free + is_free, posted + lot.granted - lot.used
      if (is_free > 0) ~= (lot.was_free > 0) then
        lots_order(a, group)
        local place = (string.find(group.order, lots_entry(lot), 1, true) - 1) / LOTS_ENTRY
        local bit = is_free > 0 and '1' or '0'
        group.bits = string.sub(group.bits, 1, place) .. bit .. string.sub(group.bits, place + 2)
        group.flipped = true
      end
    end
  end
  if group.moved then
    fields[#fields + 1] = 'order/' .. group.services
    fields[#fields + 1] = group.order
    group.ends = lots_at(group, 1)
    if group.ends == LOT_NEVER then group.ends = 0 end
  end
  if group.moved or group.flipped then
    fields[#fields + 1] = 'free/' .. group.services
    fields[#fields + 1] = group.bits
  end
  return table.concat({
    group.services, int_text(group.count), int_text(free), int_text(posted), int_text(group.ends),
  }, ':')
end

-- Writes what has changed, and to the partition's sums what all lots are worth. A lot whose time is over is forgotten
-- once nothing is held on it.
local function lots_write(a, now, meta)
  local key, count, change, is_changed = a.keys.lots, a.lot_count, 0, a.is_unindexed
  local fields, forgotten, ended, plan = {}, {}, {}, {}
  for _, lot in ipairs(a.lots) do
    change = change + lot.value - (lot.known or 0)
    if not lot.gone then
      local is_over = lots_is_over(lot, now) and lot.held == 0
      is_changed = is_changed or lot.changed
      if not lot.known then count = count + 1 end
      if is_over then
        count, forgotten[#forgotten + 1] = count - 1, lot.id
        if lot.kind ~= 'lot' and lot.used > 0 then ended[#ended + 1] = lot end
      elseif lot.changed then
        fields[#fields + 1] = lot.id
        fields[#fields + 1] = lot_text(lot)
      end
      if lot.kind ~= 'lot' and not is_over then plan[#plan + 1] = lot.id end
    end
  end
  if not is_changed then return end
  local words = { #plan > 0 and table.concat(plan, ',') or '-' }
  for _, group in ipairs(a.groups) do
    words[#words + 1] = lots_group_text(a, group, now, fields)
    if group.count == 0 then
      forgotten[#forgotten + 1] = 'order/' .. group.services
      forgotten[#forgotten + 1] = 'free/' .. group.services
    end
  end
  if count == 0 then forgotten[#forgotten + 1] = 'index' end
  fields[#fields + 1] = 'index'
  fields[#fields + 1] = table.concat(words, ' ')
  if #ended > 0 then grants_note_past(a, ended, now) end
  redis.call('HSET', key, unpack(fields))
  if #forgotten > 0 then redis.call('HDEL', key, unpack(forgotten)) end
  if change ~= 0 then redis.call('HINCRBY', meta, 'lots', int_text(change)) end
  if count ~= a.lot_count then redis.call('HSET', a.keys.account, 'lots', int_text(count)) end
end
