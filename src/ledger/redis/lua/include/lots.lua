-- needs: lot past
-- The lots of an account, in one hash: a field per lot, by id, and
--   order/<services>: the lots of a group in funding order, each as a blank, expires_at_ms and number, of fixed width
--   past: see grants.lua
-- A group is what was bought for the same services, or packs for the same traffic, and has not ended. What must be
-- known of the lots without reading them stands in the field `lots` of the account, in words:
--   count (of all) plan (ids of the lots of the plan, commas between; `-` none)
--   then of each group services:count:free:posted:ends:known:first
-- `posted` is what is not used of the group, `free` what is not held either, and `ends` when the first lot of it does
-- (0 never). `first` are the entries of all lots up to the entry `known` (`-`: up to the last) of which something is
-- free, and may hold others. So nobody reads all lots: a request reads those of the plan, those of its own hold,
-- those that have ended since, and then as many as it draws on. A lot that has ended while something is held on it is
-- in no group. Where the field is a mere count, an older version wrote it, and everything is read, once. Buying a lot
-- moves the text of the order, so their number is bounded, see post.lua.
local LOTS_ENTRY = 29
-- How many of the first lots with something free are kept beside their group.
local LOTS_FIRST = 6
local LOTS_ALL_KNOWN = '-'

-- The entry of a bought lot that has been read: nobody needs to look for it any more.
local function lots_note(a, lot, entry)
  local ends = lot.expires_at == 0 and LOT_NEVER or lot.expires_at
  local number = string.match(lot.id, '%d+$')
  lot.entry = entry or string.format('%016.0f%012.0f', ends, number + 0)
  a.entries[lot.entry] = lot
end

-- End and id of a lot of a group, by its entry.
local function lots_of_entry(group, entry)
  return string.sub(entry, 1, 16) + 0, (lots_is_pack(group) and 'pack-' or 'lot-') .. string.match(entry, '0*(%d+)', 17)
end

local function lots_order(a, group)
  group.order = group.order or redis.call('HGET', a.keys.lots, 'order/' .. group.services)
end

-- Where the order goes on behind an entry; at its beginning where that is gone.
local function lots_behind(a, group, entry)
  lots_order(a, group)
  local at = string.find(group.order, ' ' .. entry, 1, true)
  return at and at + LOTS_ENTRY or 1
end

-- Puts a lot that was read, and has not ended, into its group: what is free and posted of it counts in itself.
local function lots_join(a, lot)
  local group = a.groups[lot.services]
  lot.group = group
  group.free = group.free - (lot.granted - lot.used - lot.held)
  group.posted = group.posted - (lot.granted - lot.used)
end

-- Puts a lot that is new to the index into its group.
local function lots_insert(a, lot)
  local group = a.groups[lot.services]
  if not group then
    group = {
      services = lot.services, count = 0, free = 0, posted = 0, ends = 0, known = LOTS_ALL_KNOWN, first = '', at = 1,
      order = '',
    }
    a.groups[lot.services], a.groups[#a.groups + 1] = group, group
  end
  lots_order(a, group)
  lots_note(a, lot)
  local entry, at = ' ' .. lot.entry, 0
  while at < #group.order and string.sub(group.order, at + 1, at + LOTS_ENTRY) < entry do at = at + LOTS_ENTRY end
  group.order = string.sub(group.order, 1, at) .. entry .. string.sub(group.order, at + 1)
  group.count, group.moved, lot.group = group.count + 1, true, group
end

-- Reads those of these lots that were not read so far, unless they are forgotten. The entry may be known, of a single
-- one.
local function lots_read(a, ids, now, entry)
  local missing = {}
  for _, id in ipairs(ids) do
    if not a.read[id] then missing[#missing + 1] = id end
  end
  if #missing == 0 or a.lot_count == 0 then return end
  for i, text in pairs(redis.call('HMGET', a.keys.lots, unpack(missing))) do
    if text then
      local lot = lots_take(a, missing[i], text)
      if not lots_is_of_plan(lot) and not lots_is_over(lot, now) then
        lots_note(a, lot, entry)
        lots_join(a, lot)
      end
    end
  end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
end

-- Takes those out of the group that have ended, and reads them: the journal must be told.
local function lots_pop(a, group, now)
  lots_order(a, group)
  local ids, at = {}, 0
  while at < #group.order do
    local ends, id = lots_of_entry(group, string.sub(group.order, at + 2, at + LOTS_ENTRY))
    if ends > now then break end
    ids[#ids + 1], at = id, at + LOTS_ENTRY
  end
  for i, text in ipairs(redis.call('HMGET', a.keys.lots, unpack(ids))) do
    local lot = lots_take(a, ids[i], text)
    lots_note(a, lot)
    lots_join(a, lot)
    lot.group, lot.changed = nil, true
  end
  group.order, group.count, group.moved = string.sub(group.order, at + 1), group.count - #ids, true
end

-- Reads every lot of an older version, and makes an index.
local function lots_index(a, now)
  local stored = redis.call('HGETALL', a.keys.lots)
  a.is_unindexed = true
  for i = 1, #stored, 2 do
    if string.match(stored[i], '^lot%-') or string.find(stored[i], '@', 1, true) then
      local lot = lots_take(a, stored[i], stored[i + 1])
      if lot.kind == 'lot' and not lots_is_over(lot, now) then lots_insert(a, lot) end
    end
  end
end

-- Reads the lots into the account as they are now. Nothing is written before lots_write.
-- grants: what the plan gives, nil to leave that as it is; whoever brings any needs grants.lua
-- parts: of a hold, nil none: its lots are read with the others
local function lots_open(a, now, grants, parts)
  a.lots, a.groups, a.read, a.entries, a.before, a.after = {}, {}, {}, {}, {}, {}
  if a.lot_count > 0 then
    local plan, groups = string.match(a.lots_text, '^%d+ (%S+)(.*)$')
    if not plan then
      lots_index(a, now)
    else
      for services, count, free, posted, ends, known, first in
        string.gmatch(groups, ' ([^ :]+):(%d+):(%d+):(%d+):(%d+):([^: ]+):([^: ]*)') do
        local group = {
          services = services, count = count + 0, free = free + 0, posted = posted + 0, ends = ends + 0, known = known,
          first = first, at = 1,
        }
        a.groups[services], a.groups[#a.groups + 1] = group, group
        if group.ends > 0 and group.ends <= now then lots_pop(a, group, now) end
      end
      local ids = {}
      if plan ~= '-' then
        for id in string.gmatch(plan, '[^,]+') do ids[#ids + 1] = id end
      end
      for id in string.gmatch(parts or '', '[plu]/([^=,]+)=') do
        if not string.find(plan, id, 1, true) then ids[#ids + 1] = id end
      end
      if #ids > 0 then lots_read(a, ids, now) end
    end
  end
  if grants then grants_apply(a, grants, now) end
  if #a.lots > 1 then table.sort(a.lots, lots_before) end
  if #a.lots > 0 then lots_roll(a, now, a.before) end
end

-- The one for these services that never ends, which is the last of its group; nil where there is none.
local function lots_endless(a, services, now)
  local group = a.groups[services]
  if not group or group.count == 0 then return nil end
  lots_order(a, group)
  local ends, id = lots_of_entry(group, string.sub(group.order, -LOTS_ENTRY + 1))
  if ends ~= LOT_NEVER then return nil end
  lots_read(a, { id }, now)
  return a.read[id]
end

local function lots_buy(a, lot)
  lot.changed = true
  lots_insert(a, lots_add(a, lot))
end

-- How many bought lots there are that have not ended.
local function lots_bought(a)
  local count = 0
  for _, group in ipairs(a.groups) do count = count + group.count end
  return count
end

-- What all lots are worth that have not ended.
local function lots_worth(a, now)
  local worth = 0
  for _, group in ipairs(a.groups) do
    if lots_serve(group) then worth = worth + group.posted end
  end
  for _, lot in ipairs(a.lots) do
    if lots_serve(lot) and not lots_is_over(lot, now) then worth = worth + lot.value end
  end
  return worth
end

-- The words of a group, after what was read of it has moved; nil where it is empty.
local function lots_group_text(a, group, now, fields)
  if group.count == 0 then return nil end
  local free, posted, known, first = group.free, group.posted, group.known, {}
  for entry in string.gmatch(group.first, '%d+') do
    if not a.entries[entry] then first[#first + 1] = entry end
  end
  local function put(entry)
    local place = 1
    while first[place] and first[place] < entry do place = place + 1 end
    table.insert(first, place, entry)
  end
  -- One that was found and not drawn on.
  if group.next and group.next.is_found then put(group.next.entry) end
  for _, lot in ipairs(a.lots) do
    if lot.group == group then
      local is_free = lots_free(lot, now)
      free, posted = free + is_free, posted + lot.granted - lot.used
      if is_free > 0 and (known == LOTS_ALL_KNOWN or lot.entry <= known) then put(lot.entry) end
    end
  end
  if #first > LOTS_FIRST then
    known = first[LOTS_FIRST]
  elseif group.order and known ~= LOTS_ALL_KNOWN then
    -- The order is long: who reads it takes some more out of it for those who come after.
    local at = lots_behind(a, group, known)
    while #first < LOTS_FIRST and at < #group.order do
      known = string.sub(group.order, at + 1, at + LOTS_ENTRY - 1)
      local lot = a.entries[known]
      if not lot or lots_free(lot, now) > 0 then first[#first + 1] = known end
      at = at + LOTS_ENTRY
    end
    if at > #group.order then known = LOTS_ALL_KNOWN end
  end
  if group.moved then
    fields[#fields + 1] = 'order/' .. group.services
    fields[#fields + 1] = group.order
    group.ends = lots_of_entry(group, string.sub(group.order, 2, LOTS_ENTRY))
    if group.ends == LOT_NEVER then group.ends = 0 end
  end
  return string.format(
    '%s:%.0f:%.0f:%.0f:%.0f:%s:%s', group.services, group.count, free, posted, group.ends, known,
    table.concat(first, ',', 1, math.min(#first, LOTS_FIRST))
  )
end

-- Writes what has changed, and to the partition's sums what all lots are worth; what the account must know of them is
-- left to account_write. A lot whose time is over is forgotten once nothing is held on it.
local function lots_write(a, now, meta)
  local count, change, is_changed = a.lot_count, 0, a.is_unindexed
  local fields, forgotten, ended, plan = {}, {}, {}, {}
  for _, lot in ipairs(a.lots) do
    if lots_serve(lot) then change = change + lot.value - (lot.known or 0) end
    if not lot.gone then
      local is_over = lots_is_over(lot, now) and lot.held == 0
      is_changed = is_changed or lot.changed
      if not lot.known then count = count + 1 end
      if is_over then
        count, forgotten[#forgotten + 1] = count - 1, lot.id
        if lots_is_of_plan(lot) and lot.used > 0 then ended[#ended + 1] = lot end
      elseif lot.changed then
        fields[#fields + 1] = lot.id
        fields[#fields + 1] = lot_text(lot)
      end
      if lots_is_of_plan(lot) and not is_over then plan[#plan + 1] = lot.id end
    end
  end
  if not is_changed then return end
  local words = { int_text(count), #plan > 0 and table.concat(plan, ',') or '-' }
  for _, group in ipairs(a.groups) do
    words[#words + 1] = lots_group_text(a, group, now, fields)
    if group.count == 0 then forgotten[#forgotten + 1] = 'order/' .. group.services end
  end
  if #ended > 0 then past_note(a, ended, now) end
  -- What is forgotten goes first: a lot that is given anew may have the name of one that is over.
  if #forgotten > 0 then redis.call('HDEL', a.keys.lots, unpack(forgotten)) end
  if #fields > 0 then redis.call('HSET', a.keys.lots, unpack(fields)) end
  if change ~= 0 then redis.call('HINCRBY', meta, 'lots', int_text(change)) end
  account_set(a, 'lots', count > 0 and table.concat(words, ' ') or '0')
end
