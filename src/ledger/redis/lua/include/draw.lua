-- needs: lots
-- Drawing on the lots of a purse, in order, and reading no more of them than that takes.

-- The next lot of a group that may have something free and was not read so far, where the group has any such.
local function lots_next(a, group)
  while group.free > 0 do
    local entry = string.match(group.first, '^%d+', group.at)
    local is_found = not entry
    if entry then
      group.at = group.at + #entry + 1
    else
      -- Beyond what is known: those that turn out to be held are read too, once.
      local at = lots_behind(a, group, group.known)
      entry = string.sub(group.order, at + 1, at + LOTS_ENTRY - 1)
      group.known = entry
    end
    if not a.entries[entry] then
      local ends, id = lots_of_entry(group, entry)
      local kind = lots_is_pack(group) and 'pack' or 'lot'
      return { kind = kind, expires_at = ends, id = id, group = group, entry = entry, is_found = is_found }
    end
  end
end

-- The source of a purse that comes next: the one at this place of those that were read, or one that nobody has read so
-- far; and which of both it is.
local function lots_source(purse, at)
  local a, read, best = purse.account, purse.lots[at], nil
  for _, group in ipairs(purse.groups) do
    group.next = group.next or lots_next(a, group)
    if group.next and (not best or lots_before(group.next, best)) then best = group.next end
  end
  if not best or read and lots_before(read.lot, best) then return read, true end
  best.group.next = nil
  lots_read(a, { best.id }, purse.now, best.entry)
  local lot = a.read[best.id]
  return { lot = lot, own = 0, capacity = lots_free(lot, purse.now) }, false
end

-- Takes so much of the sources of a purse, one after the other. Returns what they lack, and what plan credits gave.
local function lots_draw(purse, amount, as, words)
  local left, plan, at = amount, 0, 1
  while left > 0 do
    local source, is_read = lots_source(purse, at)
    if not source then break end
    if is_read then at = at + 1 end
    local part = math.min(left, source.capacity)
    if part > 0 then
      local lot = source.lot
      lot[as], lot.changed = lot[as] + part, true
      if as == 'used' then lot.value = lot.value - part end
      if lot.kind == 'plan_credits' then plan = plan + part end
      words[#words + 1] = lot_source(lot) .. '=' .. int_text(part)
      left = left - part
    end
  end
  return left, plan
end

-- Gives back what is their own.
local function lots_give_back(sources, as)
  for _, source in ipairs(sources) do
    if source.own > 0 then
      local lot = source.lot
      lot[as], lot.changed = lot[as] - source.own, true
      if as == 'used' then lot.value = lot.value + source.own end
    end
  end
end
